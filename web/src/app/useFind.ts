import { useQueries } from '@tanstack/react-query';
import { searchNoun } from '../ui/RefPicker.tsx';
import { useDelayed } from '../ui/useDelayed.ts';
import type { Noun, Row } from './meta.ts';
import { useMeta } from './session.ts';

export interface Found {
  noun: Noun;
  rows: Row[];
}

const perNoun = 4;
const soughtFirst = [
  'master.party',
  'sales.order',
  'master.item',
  'sales.quotation',
  'supply.delivery',
  'finance.invoice',
];

/** Records of the main nouns that fit a text, each noun asked by itself. */
export function useFind(text: string): { found: Found[]; isBusy: boolean } {
  const { nouns } = useMeta();
  const sought = useDelayed(text.trim(), 200);
  const rank = (noun: Noun) => soughtFirst.indexOf(noun.name) + 1 || soughtFirst.length + 1;
  const asked = nouns
    .filter((noun) => noun.menu && noun.may.includes('read'))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 10);
  const answers = useQueries({
    queries: asked.map((noun) => ({
      queryKey: ['list', noun.name, 'find', sought],
      enabled: sought.length > 1,
      retry: false,
      queryFn: ({ signal }: { signal: AbortSignal }) => searchNoun(noun, sought, perNoun, signal),
    })),
  });
  const found = asked.map((noun, index) => ({ noun, rows: answers[index]?.data?.rows ?? [] }));
  return {
    found: found.filter((one) => one.rows.length > 0),
    isBusy: answers.some((answer) => answer.isFetching),
  };
}
