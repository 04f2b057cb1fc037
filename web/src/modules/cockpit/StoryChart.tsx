import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useWords } from '../../app/language.ts';
import { usePreferences } from '../../app/preferences.ts';
import { useMe } from '../../app/session.ts';
import { Loading } from '../../ui/Empty.tsx';
import { Change, useMoney } from './figures.tsx';
import { LineChart, type Series } from './LineChart.tsx';
import { useMonths } from './ledger.ts';
import { lastDayOf, monthsUpTo } from './period.ts';

const yearLong = 12;

/** Revenue of the last twelve months beside the twelve before, from the ledger; as a picture or as a table. */
export function StoryChart() {
  const t = useWords();
  const { today } = useMe();
  const title = useId();
  const [asTable, setAsTable] = useState(false);
  const months = monthsUpTo(today, yearLong * 2);
  const sums = useMonths(months)?.map((month) => month.revenue);
  const series = sums && {
    months: months.slice(yearLong),
    now: sums.slice(yearLong),
    before: sums.slice(0, yearLong),
  };
  const total = (values: number[]) => values.reduce((all, one) => all + one, 0);
  return (
    <section className="card story" aria-labelledby={title}>
      <header className="panel-head">
        <div>
          <h2 id={title}>{t('storyTitle')}</h2>
          <p className="muted">
            {t('storyLong')}
            {series && total(series.before) > 0 && (
              <>
                {' '}
                <Change ratio={total(series.now) / total(series.before) - 1} /> {t('toYearBefore')}
              </>
            )}
          </p>
        </div>
        <div className="story-end">
          {!asTable && (
            <span className="legend">
              <span data-line="now">{t('last12')}</span>
              <span data-line="before">{t('yearBefore')}</span>
            </span>
          )}
          <span className="switch" role="group" aria-label={t('showAs')}>
            <button type="button" aria-pressed={!asTable} onClick={() => setAsTable(false)}>
              {t('asChart')}
            </button>
            <button type="button" aria-pressed={asTable} onClick={() => setAsTable(true)}>
              {t('asTable')}
            </button>
          </span>
        </div>
      </header>
      {!series ? (
        <Loading rows={5} />
      ) : asTable ? (
        <MonthTable {...series} />
      ) : (
        <LineChart {...series} label={t('storyTitle')} />
      )}
    </section>
  );
}

function MonthTable({ months, now, before }: Series) {
  const t = useWords();
  const money = useMoney();
  const { language } = usePreferences();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t('storyTitle')} lang={language}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('month')}</th>
            <th scope="col" className="number">
              {t('last12')}
            </th>
            <th scope="col" className="number">
              {t('yearBefore')}
            </th>
          </tr>
        </thead>
        <tbody>
          {months.map((month, index) => (
            <tr key={month}>
              <td>
                <Link
                  className="link"
                  to="/reports/$name"
                  params={{ name: 'margin' }}
                  search={{ by: 'customer', from: `${month}-01`, to: lastDayOf(month) } as never}
                >
                  {month}
                </Link>
              </td>
              <td className="number">{money(now[index]!)}</td>
              <td className="number">{money(before[index]!)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
