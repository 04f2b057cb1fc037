// Figures that come from the ledger through a report, always in the currency of the company.

import { useQuery } from '@tanstack/react-query';
import { api, type ReportAnswer } from '../../app/api.ts';
import { lastDayOf } from './period.ts';

export interface Margin {
  revenue: number;
  margin: number;
}
export interface MarginRow extends Margin {
  name: string;
}

const columnOf = (answer: ReportAnswer, name: string) =>
  answer.columns.findIndex((column) => column.name === name);

const number = (value: unknown) => Number(value ?? 0);

/** Revenue and margin of a span of days by one dimension; `rows` are ranked by margin. */
export function useMargin(by: string, from: string, to: string) {
  const { data, isError } = useQuery({
    queryKey: ['report', 'margin', by, from, to],
    queryFn: () => api.report('margin', { by, from, to }),
    retry: false,
  });
  if (!data) return { isError, rows: undefined, total: undefined };
  const [revenue, margin] = [columnOf(data, 'revenue'), columnOf(data, 'margin')];
  const rows = data.rows.map((row): MarginRow => {
    const name = row[0] as { title?: string } | string | null;
    const title = typeof name === 'object' ? (name?.title ?? '') : name;
    return { name: title, revenue: number(row[revenue]), margin: number(row[margin]) };
  });
  rows.sort((a, b) => b.margin - a.margin);
  const total: Margin = { revenue: number(data.totals?.[revenue]), margin: number(data.totals?.[margin]) };
  return { isError, rows, total };
}

/** Revenue and margin of each of these months, zero where nothing was sold. */
export function useMonths(months: string[]): Margin[] | undefined {
  const from = `${months[0]}-01`;
  const to = lastDayOf(months.at(-1)!);
  const { data } = useQuery({
    queryKey: ['report', 'sales-by-item-month', from, to],
    queryFn: () => api.report('sales-by-item-month', { from, to }),
    retry: false,
  });
  if (!data) return undefined;
  const at = ['month', 'revenue', 'margin'].map((name) => columnOf(data, name)) as [number, number, number];
  const sums = new Map(months.map((month) => [month, { revenue: 0, margin: 0 }]));
  for (const row of data.rows) {
    const sum = sums.get(String(row[at[0]]));
    if (!sum) continue;
    sum.revenue += number(row[at[1]]);
    sum.margin += number(row[at[2]]);
  }
  return [...sums.values()];
}
