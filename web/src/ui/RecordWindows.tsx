import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Preview } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import { usePreferences } from '../app/preferences.ts';
import { fieldNamed, stateOf, textOf, type Noun, type Row, type Values, type Verb } from '../app/meta.ts';
import { Dialog } from './Dialog.tsx';
import { Effects } from './Effects.tsx';
import { LabelledInput } from './Fields.tsx';
import { showDate } from './format.ts';
import { sentence } from './toast.tsx';
import { toBody } from './useForm.ts';
import { useIsBackDated, type RecordWork } from './useRecord.ts';
import { Value } from './Value.tsx';

interface Props {
  noun: Noun;
  record: Row | null;
  work: RecordWork;
  verb: Verb | null;
  removing: boolean;
  title: string;
  onClose: () => void;
}

/** The windows a record page may open over itself; one at a time. */
export function RecordWindows(props: Props) {
  const { work, verb, removing } = props;
  if (work.conflict) return <ConflictWindow {...props} />;
  if (work.preview) return <AmendWindow {...props} preview={work.preview} />;
  if (verb) return <VerbWindow {...props} verb={verb} />;
  return removing ? <RemoveWindow {...props} /> : null;
}

function Buttons({
  work,
  onClose,
  onDo,
  text,
  isBad,
}: {
  work: RecordWork;
  onClose: () => void;
  onDo: () => void;
  text: string;
  isBad?: boolean;
}) {
  const t = useWords();
  return (
    <>
      <button type="button" className="button" onClick={onClose}>
        {t('back')}
      </button>
      <button
        type="button"
        className={isBad ? 'button primary danger' : 'button primary'}
        disabled={work.busy}
        onClick={onDo}
      >
        {text}
      </button>
    </>
  );
}

function RemoveWindow({ work, title, onClose }: Props) {
  const t = useWords();
  const remove = async () => {
    await work.remove();
    onClose();
  };
  return (
    <Dialog
      title={t('deleteTitle', { title })}
      onClose={onClose}
      actions={<Buttons {...{ work, onClose }} isBad onDo={() => void remove()} text={t('delete')} />}
    >
      <p>{t('deleteLong')}</p>
    </Dialog>
  );
}

/** Before a confirmed document changes: what the change does to the documents after it. */
function AmendWindow({ noun, work, preview, onClose }: Props & { preview: Preview }) {
  const t = useWords();
  return (
    <Dialog
      wide
      title={t('amendTitle')}
      onClose={onClose}
      actions={<Buttons {...{ work, onClose }} onDo={() => void work.apply()} text={t('applyChanges')} />}
    >
      <Effects preview={preview} self={noun} />
    </Dialog>
  );
}

function VerbWindow({ noun, record, work, verb, onClose }: Props & { verb: Verb }) {
  const t = useWords();
  const label = useLabels();
  const { language } = usePreferences();
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries((verb.asks ?? []).map((name) => [name, record?.[name] ?? null])),
  );
  const fields = (verb.asks ?? []).map((name) => fieldNamed(noun, name)).filter((field) => !!field);
  const isBad = stateOf(noun, verb.to)?.tone === 'bad';
  const isLate = useIsBackDated(noun, record);
  const filled = Object.fromEntries(
    fields
      .filter((field) => textOf(values[field.name]) !== '')
      .map((field) => [field.name, toBody(field, values[field.name])]),
  );
  const run = async () => {
    if (await work.carryOut(verb, filled)) onClose();
  };
  const messages = Object.entries(work.errors).filter(
    ([path]) => !fields.some((field) => field.name === path),
  );
  return (
    <Dialog
      title={label(verb.label)}
      onClose={onClose}
      actions={<Buttons {...{ work, onClose, isBad }} onDo={() => void run()} text={label(verb.label)} />}
    >
      {fields.map((field) => (
        <LabelledInput
          key={field.name}
          field={field}
          value={values[field.name]}
          error={work.errors[field.name]}
          onChange={(value) => setValues({ ...values, [field.name]: value })}
        />
      ))}
      {messages.map(([path, message]) => (
        <p key={path} className="alert" role="alert">
          {message}
        </p>
      ))}
      {isLate && (
        <p className="muted">{t('backDated', { date: showDate(textOf(record?.['date']), language) })}</p>
      )}
      {(isBad || isLate) && fields.length === 0 && record && (
        <VerbEffects {...{ noun, verb }} id={record.id} />
      )}
      {isBad && <p className="muted">{t('verbIsFinal')}</p>}
    </Dialog>
  );
}

function VerbEffects({ noun, verb, id }: { noun: Noun; verb: Verb; id: string }) {
  const { data, error } = useQuery({
    queryKey: ['preview', noun.name, id, verb.name],
    queryFn: () => api.previewVerb(noun.name, id, verb.name, {}),
    retry: false,
    staleTime: 0,
    gcTime: 0,
    // What was shown stays until the window closes: once the step is done there is nothing to preview.
    enabled: (query) => query.state.data === undefined,
  });
  if (error)
    return (
      <p className="alert" role="alert">
        {sentence(error)}
      </p>
    );
  return data ? <Effects preview={data} self={noun} /> : null;
}

/** Two people changed the same record: both versions beside each other, and a choice. */
function ConflictWindow({ noun, record, work, onClose }: Props) {
  const t = useWords();
  const label = useLabels();
  const { yours, current } = work.conflict!;
  const fields = noun.fields.filter((field) => field.name in yours);
  const theirs = noun.fields.filter(
    (field) =>
      !(field.name in yours) &&
      field.type !== 'lines' &&
      JSON.stringify(record?.[field.name] ?? null) !== JSON.stringify(current[field.name] ?? null),
  );
  return (
    <Dialog
      wide
      title={t('conflictTitle')}
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={work.takeTheirs}>
            {t('takeTheirs')}
          </button>
          <button
            type="button"
            className="button primary"
            disabled={work.busy}
            onClick={() => void work.keepMine()}
          >
            {t('keepMine')}
          </button>
        </>
      }
    >
      <p>{t('conflictLong')}</p>
      <table className="table plain">
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('theirs')}</th>
            <th scope="col">{t('yours')}</th>
          </tr>
        </thead>
        <tbody>
          {[...fields, ...theirs].map((field) => (
            <tr key={field.name}>
              <th scope="row">{label(field.label)}</th>
              <td>
                <Value field={field} value={record?.[field.name]} plain />
              </td>
              <td>
                <Value field={field} value={current[field.name]} plain />
              </td>
              <td>
                <Value
                  field={field}
                  value={field.name in yours ? work.form.values[field.name] : current[field.name]}
                  plain
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
