import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import { fieldNamed, stateOf, type Change, type HistoryEvent, type Noun } from '../app/meta.ts';
import { usePreferences } from '../app/preferences.ts';
import { showInstant } from './format.ts';
import { Value } from './Value.tsx';

const shownFirst = 8;

/** What happened, newest first, from the events that are also the audit log. */
export function Timeline({ noun, id }: { noun: Noun; id: string }) {
  const t = useWords();
  const [all, setAll] = useState(false);
  const { data } = useQuery({
    queryKey: ['history', noun.name, id],
    queryFn: () => api.history(noun.name, id),
  });
  const events = data?.events ?? [];
  const shown = all ? events : events.slice(0, shownFirst);
  return (
    <section className="card pad" aria-labelledby="timeline-title">
      <h2 id="timeline-title" className="side-title">
        {t('activity')}
      </h2>
      {data && events.length === 0 && <p className="muted">{t('nothingHappened')}</p>}
      <ol className="timeline">
        {shown.map((event) => (
          <TimelineEvent key={event.id} noun={noun} event={event} />
        ))}
      </ol>
      {!all && events.length > shownFirst && (
        <button type="button" className="button quiet" onClick={() => setAll(true)}>
          {t('showAll', { count: events.length })}
        </button>
      )}
    </section>
  );
}

/** What a verb is called; `create` and `edit` are no verbs of the noun, but stand in its history. */
export function useVerbName(noun: Noun | undefined) {
  const t = useWords();
  const label = useLabels();
  return (name: string) => {
    const verb = noun?.verbs?.find((one) => one.name === name);
    if (verb) return label(verb.label);
    if (name === 'create') return t('verbCreate');
    if (name === 'edit' || name === 'amend') return t('verbEdit');
    return name.replaceAll('_', ' ');
  };
}

function TimelineEvent({ noun, event }: { noun: Noun; event: HistoryEvent }) {
  const t = useWords();
  const verbName = useVerbName(noun);
  const { language } = usePreferences();
  const state = stateOf(noun, event.to);
  const changes = event.changes.filter((change) => change.field !== 'state' && change.field !== 'number');
  return (
    <li className={`event tone-${state?.tone ?? 'neutral'}`}>
      <p className="event-head">
        <strong>{verbName(event.verb)}</strong>
        <span className="muted">{event.user?.name || t('system')}</span>
      </p>
      <time className="muted" dateTime={event.at}>
        {showInstant(event.at, language)}
      </time>
      {event.note && <p>{event.note}</p>}
      {event.verb !== 'create' && changes.length > 0 && <Changes noun={noun} changes={changes} />}
    </li>
  );
}

export function Changes({ noun, changes }: { noun: Noun | undefined; changes: Change[] }) {
  const label = useLabels();
  return (
    <ul className="changes">
      {changes.map((change, index) => {
        const field = fieldOfPath(noun, change.field);
        // A computed cell follows from what was changed beside it.
        if (field?.line && field.field.readonly) return null;
        return (
          <li key={index}>
            <span className="muted">
              {field ? label(field.field.label) : change.field}
              {field?.line ? ` #${field.line}` : ''}{' '}
            </span>
            {field ? (
              <ChangeValue noun={noun} field={field.field} change={change} />
            ) : (
              `${show(change.old)} → ${show(change.new)}`
            )}
          </li>
        );
      })}
    </ul>
  );
}

const show = (value: unknown) =>
  value === null || value === undefined ? '–' : typeof value === 'object' ? '…' : String(value);

function ChangeValue({
  field,
  change,
}: {
  noun: Noun | undefined;
  field: ReturnType<typeof fieldNamed> & object;
  change: Change;
}) {
  return (
    <>
      {change.old !== null && change.old !== '' && (
        <>
          <del>
            <Value field={field} value={change.old} plain />
          </del>
          {' → '}
        </>
      )}
      <ins>
        <Value field={field} value={change.new} plain />
      </ins>
    </>
  );
}

/** "lines/2/quantity" or "lines.2.quantity" or "total". */
function fieldOfPath(noun: Noun | undefined, path: string) {
  if (!noun) return undefined;
  const [first = '', line, inner] = path.replace(/^\//, '').split(/[/.]/);
  const field = fieldNamed(noun, first);
  if (!field || !inner) return field && { field, line: undefined };
  const cell = field.fields?.find((one) => one.name === inner);
  return cell && { field: cell, line };
}
