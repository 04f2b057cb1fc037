// What a set of documents is worth in the currency of the company. The server sums each currency by itself;
// here they are added at the latest rate, good for a figure of four digits, never for a posting.

import { useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../../app/api.ts';
import { textOf } from '../../app/meta.ts';
import { useMe, useNoun } from '../../app/session.ts';

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

export function useWorths(asks: Ask[]): (Worth | undefined)[] {
  const rates = useRates();
  const answers = useQueries({
    queries: asks.map(({ noun, filter, sum }) => ({
      queryKey: ['list', noun, 'worth', filter, sum],
      queryFn: () => api.groups(noun, { filter, group: 'currency', sum: [sum] }),
      retry: false,
    })),
  });
  return answers.map(({ data }, index) => {
    if (!data || !rates) return undefined;
    const worths = data.groups.map((group) => ({
      count: group.count,
      amount: Number(group.sums[asks[index]!.sum] ?? 0) * (rates.get(String(group.key)) ?? 0),
    }));
    return {
      count: worths.reduce((all, one) => all + one.count, 0),
      amount: worths.reduce((all, one) => all + one.amount, 0),
    };
  });
}

/** The same by party, the documents of one currency at a time: only those have one sum. */
export function usePartyWorths(asks: (Ask & { party: string })[]): PartyWorth[][] | undefined {
  const rates = useRates();
  const parts = asks.flatMap((ask) =>
    [...(rates?.entries() ?? [])].map(([currency, rate]) => ({ ask, currency, rate })),
  );
  const answers = useQueries({
    queries: parts.map(({ ask, currency }) => ({
      queryKey: ['list', ask.noun, 'parties', ask.filter, ask.sum, currency],
      queryFn: () =>
        api.groups(ask.noun, {
          filter: `${ask.filter} currency:${currency}`,
          group: ask.party,
          sum: [ask.sum],
        }),
      retry: false,
    })),
  });
  if (!rates || answers.some((answer) => answer.isPending)) return undefined;
  return asks.map((ask) => {
    const found = new Map<string, PartyWorth>();
    parts.forEach((part, index) => {
      if (part.ask !== ask) return;
      for (const group of answers[index]?.data?.groups ?? []) {
        const party = group.title ?? String(group.key);
        const before = found.get(party) ?? { party, count: 0, amount: 0 };
        const amount = Number(group.sums[ask.sum] ?? 0) * part.rate;
        found.set(party, { party, count: before.count + group.count, amount: before.amount + amount });
      }
    });
    return [...found.values()];
  });
}
