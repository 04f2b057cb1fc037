// What a set of documents is worth in the currency of the company. The server sums each currency by itself;
// here they are added at the latest rate, good for a figure of four digits, never for a posting.

import { useQueries, useQuery } from '@tanstack/react-query';
import { api, type Sum } from '../../app/api.ts';
import { textOf } from '../../app/meta.ts';
import { useMe, useNoun } from '../../app/session.ts';
import { sumParts } from '../../ui/SumText.tsx';

export interface Ask {
  noun: string;
  filter: string;
  sum: string;
}
export interface Worth {
  count: number;
  amount: number;
}
export interface PartyWorth extends Worth {
  party: string;
}

/** Currency -> its worth in the currency of the company. */
function useRates(): Map<string, number> | undefined {
  const own = useMe().company.currency;
  const mayRead = useNoun('master.exchange_rate')?.may.includes('read') ?? false;
  const { data, isError } = useQuery({
    queryKey: ['list', 'master.exchange_rate', 'latest'],
    queryFn: () =>
      api.list('master.exchange_rate', { sort: '-date', limit: 200, columns: ['currency', 'rate'] }),
    enabled: mayRead,
    retry: false,
  });
  if (mayRead && !data && !isError) return undefined;
  const rates = new Map([[own, 1]]);
  for (const row of data?.rows ?? []) {
    const currency = textOf(row['currency']);
    if (!rates.has(currency)) rates.set(currency, Number(row['rate']));
  }
  return rates;
}

/** A sum without a currency is in that of the company, whose rate is 1. */
const worthOf = (sum: Sum | undefined, rates: Map<string, number>) =>
  sumParts(sum).reduce(
    (all, [currency, value]) => all + Number(value) * (currency ? (rates.get(currency) ?? 0) : 1),
    0,
  );

export function useWorths(asks: Ask[]): (Worth | undefined)[] {
  const rates = useRates();
  const answers = useQueries({
    queries: asks.map(({ noun, filter, sum }) => ({
      queryKey: ['list', noun, 'worth', filter, sum],
      queryFn: () => api.list(noun, { filter, limit: 1, sum: [sum] }),
      retry: false,
    })),
  });
  return answers.map(({ data }, index) => {
    if (!data || !rates) return undefined;
    return { count: data.count, amount: worthOf(data.sums[asks[index]!.sum], rates) };
  });
}

/** The same by party. */
export function usePartyWorths(asks: (Ask & { party: string })[]): PartyWorth[][] | undefined {
  const rates = useRates();
  const answers = useQueries({
    queries: asks.map(({ noun, filter, sum, party }) => ({
      queryKey: ['list', noun, 'parties', filter, sum],
      queryFn: () => api.groups(noun, { filter, group: party, sum: [sum] }),
      retry: false,
    })),
  });
  if (!rates || answers.some((answer) => answer.isPending)) return undefined;
  return asks.map(({ sum }, index) =>
    (answers[index]?.data?.groups ?? []).map((group) => ({
      party: group.title ?? String(group.key),
      count: group.count,
      amount: worthOf(group.sums[sum], rates),
    })),
  );
}
