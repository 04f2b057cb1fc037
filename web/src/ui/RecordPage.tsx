import { lazy, Suspense, useEffect, useState } from 'react';
import { useLabels, useWords } from '../app/language.ts';
import { usePreferences } from '../app/preferences.ts';
import { ItemStock, useAvailability } from '../modules/sales/Availability.tsx';
import { HoldReason } from '../modules/sales/Credit.tsx';
import { fieldIsOpen, mayEdit, titleOf, type Noun, type Row, type Values, type Verb } from '../app/meta.ts';
import { Facts, FieldForm } from './Fields.tsx';
import { showInstant } from './format.ts';
import { useKeys } from './keys.ts';
import { LineGrid } from './LineGrid.tsx';
import { RecordHead } from './RecordHead.tsx';
import { Related } from './Related.tsx';
import { Timeline } from './Timeline.tsx';
import { hasTotals, Totals } from './Totals.tsx';
import { lineFields } from './useForm.ts';
import { useIsBackDated, useRecord, type RecordWork } from './useRecord.ts';

const Windows = lazy(() =>
  import('./RecordWindows.tsx').then((module) => ({ default: module.RecordWindows })),
);

interface Props {
  noun: Noun;
  record: Row | null;
  /** What a new record starts with. */
  draft?: Values;
}

/** The page of any record or document, made from its description. */
export function RecordPage({ noun, record, draft }: Props) {
  const t = useWords();
  const label = useLabels();
  const work = useRecord(noun, record, draft);
  const [verb, setVerb] = useState<Verb | null>(null);
  const [removing, setRemoving] = useState(false);
  const title = record ? titleOf(noun, record) || label(noun.label) : t('newOf', { noun: label(noun.label) });
  useEffect(() => {
    document.title = `${title} · Octant`;
  });
  const late = useIsBackDated(noun, record);
  const start = (next: Verb) =>
    late || asksFirst(noun, next) ? setVerb(next) : void work.carryOut(next, {});
  useRecordKeys(noun, record, work);
  return (
    <div className="record" data-activity={record ? true : undefined}>
      <RecordHead {...{ noun, record, title, work }} onVerb={start} onRemove={() => setRemoving(true)} />
      <div className="record-main">
        <Restored work={work} />
        <Alerts noun={noun} work={work} />
        <Body noun={noun} record={record} work={work} />
      </div>
      {record && (
        <aside className="record-side" aria-label={t('activity')}>
          <Related noun={noun.name} id={record.id} />
          <Timeline noun={noun} id={record.id} />
        </aside>
      )}
      <Suspense fallback={null}>
        {(verb || removing || work.preview || work.conflict) && (
          <Windows
            {...{ noun, record, work, verb, removing, title }}
            onClose={() => {
              setVerb(null);
              setRemoving(false);
              work.closePreview();
              work.closeConflict();
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

/** A verb that needs more, or cannot be taken back, opens a window first. */
const asksFirst = (noun: Noun, verb: Verb) =>
  !!verb.asks?.length || noun.states?.find((state) => state.name === verb.to)?.tone === 'bad';

function Body({ noun, record, work }: { noun: Noun; record: Row | null; work: RecordWork }) {
  const { form, errors, isEditing } = work;
  const state = record?.['state'];
  const aside = useAvailability(noun, form);
  const isOpen = (name: string) => {
    const field = noun.fields.find((one) => one.name === name)!;
    return isEditing && fieldIsOpen(noun, field, state);
  };
  // Of what is only read, an empty sheet says nothing.
  const lists = lineFields(noun).filter((list) => isOpen(list.name) || form.lines[list.name]?.length);
  const totals = <Totals noun={noun} values={form.values} />;
  return (
    <>
      {record && noun.name === 'sales.order' && state === 'held' && <HoldReason id={record.id} />}
      <section className="card pad">
        <FieldForm {...{ noun, form, errors, isOpen }} />
        {record && <Facts noun={noun} values={form.values} isEditing={isEditing} />}
      </section>
      {lists.map((list) => (
        <section key={list.name} className="card">
          {errors[list.name] && (
            <p className="alert" role="alert" tabIndex={-1}>
              {errors[list.name]}
            </p>
          )}
          <LineGrid {...{ noun, list, form, errors }} isOpen={isOpen(list.name)} aside={aside}>
            {list === lists[0] && totals}
          </LineGrid>
        </section>
      ))}
      {lists.length === 0 && hasTotals(noun, form.values) && <section className="card">{totals}</section>}
      {record && <ItemStock noun={noun} id={record.id} />}
    </>
  );
}

/** A refusal that belongs to no field on show. */
function Alerts({ noun, work }: { noun: Noun; work: RecordWork }) {
  const atField = (path: string) => {
    const [first, row] = path.split('/');
    const field = noun.fields.find((one) => one.name === first);
    return (
      !!field &&
      // A cell's column may be out of sight: its message stands above as well.
      (field.type === 'lines' ? row === undefined : work.isEditing && !field.readonly)
    );
  };
  const rest = Object.entries(work.errors).filter(([path]) => !atField(path));
  return rest.map(([path, message]) => (
    <p key={path} className="alert" role="alert" tabIndex={-1}>
      {message}
    </p>
  ));
}

/** What stands here was typed before, in a tab that was closed. */
function Restored({ work }: { work: RecordWork }) {
  const t = useWords();
  const { language } = usePreferences();
  const { restoredFrom } = work.form;
  if (restoredFrom === null) return null;
  return (
    <p className="notice" role="status">
      {t('draftRestored', { time: showInstant(new Date(restoredFrom).toISOString(), language) })}
      <button type="button" className="button small" onClick={work.startOver}>
        {t('discardDraft')}
      </button>
    </p>
  );
}

function useRecordKeys(noun: Noun, record: Row | null, work: RecordWork) {
  const canAmend = !!record && !work.isEditing && mayEdit(noun, record['state']);
  useKeys([
    {
      keys: 'Ctrl+s',
      word: 'keySave',
      run: () => {
        if (work.form.isDirty && !work.busy) void work.save();
      },
      whileTyping: true,
    },
    ...(canAmend ? [{ keys: 'e', word: 'keyEdit' as const, run: work.amend }] : []),
  ]);
}
