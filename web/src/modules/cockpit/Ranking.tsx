import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useWords, type Word } from '../../app/language.ts';
import { useMe } from '../../app/session.ts';
import { Empty, Loading } from '../../ui/Empty.tsx';
import { inPercent, share, useMoney } from './figures.tsx';
import { useMargin } from './ledger.ts';
import { quarterOf } from './period.ts';

const shownRows = 6;

/** Who or what earns the margin of this quarter; the whole report is one click away. */
export function Ranking({ by, word }: { by: 'customer' | 'item'; word: Word }) {
  const t = useWords();
  const money = useMoney();
  const { today } = useMe();
  const title = useId();
  const from = quarterOf(today).from;
  const { rows, isError } = useMargin(by, from, today);
  if (isError) return null;
  const largest = Math.max(1, ...(rows ?? []).map((row) => row.revenue));
  return (
    <section className="card" aria-labelledby={title}>
      <h2 id={title} className="card-title">
        {t(word)}
        <Link
          className="link"
          to="/reports/$name"
          params={{ name: 'margin' }}
          search={{ by, from, to: today } as never}
        >
          {t('all')}
        </Link>
      </h2>
      {!rows ? (
        <Loading rows={shownRows} />
      ) : rows.length === 0 ? (
        <Empty title={t('nothingYet')} />
      ) : (
        <table className="table ranking">
          <thead>
            <tr>
              <th scope="col">{t(by === 'item' ? 'byItem' : 'byCustomer')}</th>
              <th scope="col" className="number">
                {t('revenue')}
              </th>
              <th scope="col" className="number">
                {t('reportMargin')}
              </th>
              <th scope="col" className="number">
                {t('marginRate')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shownRows).map((row) => (
              <tr key={row.name}>
                <td>
                  <span className="ranking-name">{row.name}</span>
                  <span className="ranking-bar" style={{ width: `${share(row.revenue, largest) * 100}%` }} />
                </td>
                <td className="number">{money(row.revenue)}</td>
                <td className="number">{money(row.margin)}</td>
                <td className={row.margin < 0 ? 'number bad' : 'number'}>
                  {inPercent(share(row.margin, row.revenue))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
