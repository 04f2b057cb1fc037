import { useLabels, useWords } from '../app/language.ts';
import { fieldNamed, type Noun } from '../app/meta.ts';
import { usePreferences } from '../app/preferences.ts';
import { useMe } from '../app/session.ts';
import { grouped } from './format.ts';
import type { ListState } from './useList.ts';
import { plainText } from './Value.tsx';

/** Count and sums of the whole filtered set, not of the rows on show. */
export function ListFoot({ noun, list, isGrouped }: { noun: Noun; list: ListState; isGrouped: boolean }) {
  const t = useWords();
  const label = useLabels();
  const me = useMe();
  const { language } = usePreferences();
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
              <strong className="figure">{plainText(field, sums[name], language)}</strong>
              {field.type === 'amount' && <small className="muted"> {me.company.currency}</small>}
            </span>
          );
        })}
      </span>
    </footer>
  );
}
