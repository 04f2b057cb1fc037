import { useEffect, useState } from 'react';
import { api, type ImportAnswer } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import type { Noun } from '../app/meta.ts';
import { refreshAll } from '../app/session.ts';
import { Dialog } from './Dialog.tsx';
import { grouped } from './format.ts';
import { sentence } from './toast.tsx';

type Answer = ImportAnswer & { isDry: boolean };

function useImport(noun: Noun, key: string, file: File | null) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => setAnswer(null), [file, key]);

  async function run(isDry: boolean) {
    if (!file) return;
    setBusy(true);
    setError('');
    try {
      setAnswer({ ...(await api.bringIn(noun.name, file, { key, dryRun: isDry })), isDry });
      if (!isDry) void refreshAll();
    } catch (refused) {
      setError(sentence(refused));
    }
    setBusy(false);
  }
  return { answer, error, busy, run };
}

/** A CSV file tried first and brought in second; each refused line says its number and reason. */
export function ImportDialog({ noun, onClose }: { noun: Noun; onClose: () => void }) {
  const t = useWords();
  const label = useLabels();
  const keys = noun.fields.filter((one) => one.unique || one.name === 'code' || one.name === noun.title);
  const [key, setKey] = useState((keys.find((one) => one.unique) ?? keys[0])?.name ?? noun.title);
  const [file, setFile] = useState<File | null>(null);
  const { answer, error, busy, run } = useImport(noun, key, file);
  const isTried = !!answer?.isDry && answer.created + answer.updated > 0;
  const main = (is: boolean) => (is ? 'button primary' : 'button');
  const actions = (
    <>
      <button type="button" className="button" onClick={onClose}>
        {t('close')}
      </button>
      <button
        type="button"
        className={main(!isTried)}
        disabled={!file || busy}
        onClick={() => void run(true)}
      >
        {t('dryRun')}
      </button>
      <button
        type="button"
        className={main(isTried)}
        disabled={!isTried || busy}
        onClick={() => void run(false)}
      >
        {t('import')}
      </button>
    </>
  );
  return (
    <Dialog wide title={t('importOf', { nouns: label(noun.plural) })} onClose={onClose} actions={actions}>
      <KnownColumns noun={noun} />
      <div className="form-grid">
        <label className="field">
          <span className="field-label">{t('file')}</span>
          <span className="input file">
            {file ? file.name : <span className="muted">{t('chooseFile')}</span>}
          </span>
          <input
            className="unseen"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
        </label>
        <label className="field">
          <span className="field-label">{t('importKey')}</span>
          <select className="input" value={key} onChange={(event) => setKey(event.target.value)}>
            {keys.map((one) => (
              <option key={one.name} value={one.name}>
                {label(one.label)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error && (
        <p className="alert" role="alert">
          {error}
        </p>
      )}
      {answer && <ImportResult answer={answer} />}
    </Dialog>
  );
}

function KnownColumns({ noun }: { noun: Noun }) {
  const t = useWords();
  const label = useLabels();
  const open = noun.fields.filter((field) => !field.readonly && field.type !== 'lines');
  return (
    <>
      <p className="muted">{t('importHelp')}</p>
      <p className="import-columns">
        {open.map((field) => (
          <code key={field.name} title={label(field.label)}>
            {field.name}
            {field.required ? '*' : ''}
          </code>
        ))}
      </p>
    </>
  );
}

function ImportResult({ answer }: { answer: Answer }) {
  const t = useWords();
  const counts = ['created', 'updated', 'unchanged', 'refused'] as const;
  return (
    <div role="status">
      <p>
        <strong>{answer.isDry ? t('dryRunDone') : t('importDone')}</strong>
      </p>
      <dl className="facts">
        {counts.map((name) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd className="figure">{grouped(String(answer[name]))}</dd>
          </div>
        ))}
      </dl>
      {answer.errors.length > 0 && (
        <table className="table plain">
          <thead>
            <tr>
              <th scope="col">{t('line')}</th>
              <th scope="col">{t('field')}</th>
              <th scope="col">{t('reason')}</th>
            </tr>
          </thead>
          <tbody>
            {answer.errors.map((error, index) => (
              <tr key={index}>
                <td>{error.line}</td>
                <td>{error.field}</td>
                <td>{error.message ?? error.rule}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
