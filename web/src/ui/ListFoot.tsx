import { useLabels, useWords } from '../app/language.ts';
import { fieldNamed, type Noun } from '../app/meta.ts';
import { grouped } from './format.ts';
import { SumText } from './SumText.tsx';
import type { ListState } from './useList.ts';

/** Count and sums of the whole filtered set, not of the rows on show. */
export function ListFoot({ noun, list, isGrouped }: { noun: Noun; list: ListState; isGrouped: boolean }) {
  const t = useWords();
  const label = useLabels();
  if (!list.answer || isGrouped) return null;
  const { count, sums } = list.answer;
  return (
    <footer className="list-foot">
      <span>{t('rows', { count: grouped(String(count)) })}</span>
      <span className="list-sums">
        {(noun.sums ?? []).map((name) => {
          const field = fieldNamed(noun, name);
          if (!field || sums?.[name] === undefined) return null;
          return (
            <span key={name}>
              <span className="muted">{label(field.label)} </span>
              <SumText field={field} sum={sums[name]} />
            </span>
          );
        })}
      </span>
    </footer>
  );
}
