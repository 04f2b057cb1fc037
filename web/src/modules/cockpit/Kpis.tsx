import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../app/api.ts';
import { useWords } from '../../app/language.ts';
import { pathOf } from '../../app/meta.ts';
import { useMe } from '../../app/session.ts';
import { grouped } from '../../ui/format.ts';
import { Change, inPercent, share, Spark, useMoney } from './figures.tsx';
import { useMargin, useMonths } from './ledger.ts';
import { monthsUpTo, quarterBefore, quarterOf, sameDayBefore } from './period.ts';
import { useWorths, type Ask } from './worth.ts';

const sold = 'state:held,confirmed,closed';
const owed = 'state:posted kind:sales_invoice open>0';

const asksOn = (today: string) => {
  const now = quarterOf(today);
  const before = quarterBefore(now);
  const order = { noun: 'sales.order', sum: 'total' };
  const invoice = { noun: 'finance.invoice', sum: 'open' };
  return {
    booked: { ...order, filter: `${sold} date>=${now.from}` },
    bookedBefore: { ...order, filter: `${sold} date>=${before.from} date<=${sameDayBefore(today)}` },
    toDeliver: { ...order, filter: 'state:confirmed -delivery_progress:full' },
    late: { ...order, filter: `state:confirmed -delivery_progress:full due<${today}` },
    owed: { ...invoice, filter: owed },
    overdue: { ...invoice, filter: `${owed} due<${today}` },
    held: { ...order, filter: 'state:held' },
  } satisfies Record<string, Ask>;
};

type Asks = ReturnType<typeof asksOn>;

function useAsked() {
  const asks = asksOn(useMe().today);
  const names = Object.keys(asks) as (keyof Asks)[];
  const worths = useWorths(names.map((name) => asks[name]));
  return { asks, worth: (name: keyof Asks) => worths[names.indexOf(name)] };
}

const yearLong = 12;

/** What was booked in each month, the documents in the currency of the company alone: those have one sum. */
function useBookedMonths(): number[] | undefined {
  const { today, company } = useMe();
  const months = monthsUpTo(today, yearLong);
  const filter = `${sold} date>=${months[0]}-01 currency:${company.currency}`;
  const { data } = useQuery({
    queryKey: ['list', 'sales.order', 'months', filter],
    queryFn: () => api.groups('sales.order', { filter, group: 'date:month', sum: ['total'] }),
    retry: false,
  });
  if (!data) return undefined;
  const sums = new Map(data.groups.map((group) => [String(group.key), Number(group.sums['total'] ?? 0)]));
  return months.map((month) => sums.get(month) ?? 0);
}

export function Kpis() {
  const t = useWords();
  const money = useMoney();
  const { today } = useMe();
  const { asks, worth } = useAsked();
  const now = quarterOf(today);
  const sales = useMargin('region', now.from, today).total;
  const salesBefore = useMargin('region', quarterBefore(now).from, sameDayBefore(today)).total;
  const months = useMonths(monthsUpTo(today, yearLong));
  const [booked, bookedBefore] = [worth('booked'), worth('bookedBefore')];
  const report = { from: now.from, to: today };
  const amount = (name: keyof Asks) => {
    const found = worth(name);
    return found && money(found.amount);
  };
  const count = (name: keyof Asks) => grouped(String(worth(name)?.count ?? 0));
  const rate = sales && sales.revenue > 0 ? share(sales.margin, sales.revenue) : undefined;
  const rateBefore =
    salesBefore && salesBefore.revenue > 0 ? share(salesBefore.margin, salesBefore.revenue) : undefined;
  return (
    <section className="card tiles" aria-label={t('figures')}>
      <Kpi name={t('kpiBooked')} list={asks.booked} figure={amount('booked')} values={useBookedMonths()}>
        {booked && bookedBefore && bookedBefore.amount > 0 && (
          <Change ratio={booked.amount / bookedBefore.amount - 1} />
        )}
        {t('sameDaysBefore')}
      </Kpi>
      <Kpi
        name={t('kpiRevenue')}
        report={{ ...report, by: 'item' }}
        figure={sales && money(sales.revenue)}
        values={months?.map((month) => month.revenue)}
      >
        {sales && salesBefore && salesBefore.revenue > 0 && (
          <Change ratio={sales.revenue / salesBefore.revenue - 1} />
        )}
        {t('sameDaysBefore')}
      </Kpi>
      <Kpi
        name={t('kpiMargin')}
        report={{ ...report, by: 'customer' }}
        figure={rate === undefined ? undefined : inPercent(rate)}
        values={months?.map((month) => share(month.margin, month.revenue))}
      >
        {rate !== undefined && rateBefore !== undefined && <Change points={rate - rateBefore} />}
        {t('sameDaysBefore')}
      </Kpi>
      <Kpi name={t('tileToDeliver')} list={asks.toDeliver} figure={amount('toDeliver')}>
        {!!worth('late')?.count && <b className="bad">{t('ordersLate', { count: count('late') })}</b>}
      </Kpi>
      <Kpi name={t('tileReceivable')} list={asks.owed} figure={amount('owed')}>
        {!!worth('overdue')?.count && (
          <b className="bad">{t('ofWhichOverdue', { amount: amount('overdue')! })}</b>
        )}
      </Kpi>
      <Kpi name={t('tileHeld')} list={asks.held} figure={amount('held')}>
        {!!worth('held')?.count && <b className="bad">{t('ordersWait', { count: count('held') })}</b>}
      </Kpi>
    </section>
  );
}

interface KpiProps {
  name: string;
  figure: string | undefined;
  list?: Ask;
  report?: { by: string; from: string; to: string };
  values?: number[];
  children: ReactNode;
}

function Kpi({ name, figure, list, report, values, children }: KpiProps) {
  const content = (
    <>
      <span className="tile-name">{name}</span>
      <span className="tile-row">
        <strong className="tile-figure">{figure ?? '\u2013'}</strong>
        <Spark values={values} />
      </span>
      <span className="tile-note">{children}</span>
    </>
  );
  return list ? (
    <Link className="tile" to="/$module/$noun" params={pathOf(list.noun)} search={{ filter: list.filter }}>
      {content}
    </Link>
  ) : (
    <Link className="tile" to="/reports/$name" params={{ name: 'margin' }} search={report as never}>
      {content}
    </Link>
  );
}
