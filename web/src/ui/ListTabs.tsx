import { useLabels, useWords } from '../app/language.ts';
import type { Noun } from '../app/meta.ts';
import { readFilter, withTerm } from './filter.ts';
import { grouped } from './format.ts';
import { useStateCounts } from './useList.ts';

interface Props {
  noun: Noun;
  filter: string | undefined;
  onFilter: (filter: string | undefined) => void;
}

/** One tab per state with the number of documents in it. */
export function ListTabs({ noun, filter, onFilter }: Props) {
  const t = useWords();
  const label = useLabels();
  const { data } = useStateCounts(noun, filter);
  if (!noun.states?.length) return null;
  const now = readFilter(filter ?? '')?.find((term) => term.field === 'state')?.value ?? '';
  const counts = new Map(data?.groups.map((group) => [String(group.key), group.count]));
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const pick = (state: string | null) => onFilter(withTerm(filter ?? '', 'state', state) || undefined);
  const tab = (name: string, text: string, count: number | undefined) => (
    <button
      key={name}
      type="button"
      className="view-tab"
      aria-pressed={now === name}
      onClick={() => pick(name || null)}
    >
      {text}
      <span className="count">{count === undefined ? '' : grouped(String(count))}</span>
    </button>
  );
  return (
    <div className="view-tabs" role="group" aria-label={t('views')}>
      {tab('', t('all'), data ? all : undefined)}
      {noun.states.map((state) =>
        tab(state.name, label(state.label), data ? (counts.get(state.name) ?? 0) : undefined),
      )}
    </div>
  );
}
