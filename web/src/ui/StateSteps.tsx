import { useLabels, useWords } from '../app/language.ts';
import type { Noun } from '../app/meta.ts';

/** The way of a document from state to state; ways out are shown only when one was taken. */
export function StateSteps({ noun, now }: { noun: Noun; now: unknown }) {
  const t = useWords();
  const label = useLabels();
  const name = String(now ?? noun.states?.[0]?.name);
  const states = (noun.states ?? []).filter((state) => state.tone !== 'bad' || state.name === name);
  const at = states.findIndex((state) => state.name === name);
  return (
    <ol className="steps" aria-label={t('progress')}>
      {states.map((state, index) => (
        <li
          key={state.name}
          className={`step${state.tone === 'bad' ? ' bad' : ''}`}
          data-past={index < at || undefined}
          aria-current={index === at ? 'step' : undefined}
        >
          {label(state.label)}
        </li>
      ))}
    </ol>
  );
}
