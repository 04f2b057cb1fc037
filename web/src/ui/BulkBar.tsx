import { useState } from 'react';
import { api, freshKey } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import { titleOf, verbsNow, type Noun, type Row, type Verb } from '../app/meta.ts';
import { refreshAll } from '../app/session.ts';
import { Dialog } from './Dialog.tsx';
import { sentence } from './toast.tsx';

interface Props {
  noun: Noun;
  rows: Row[];
  onClear: () => void;
}

/** What can be done to the selected rows; verbs that ask for more are done on the document's own page. */
export function BulkBar({ noun, rows, onClear }: Props) {
  const t = useWords();
  const label = useLabels();
  const [verb, setVerb] = useState<Verb | null>(null);
  const verbs = (noun.verbs ?? []).filter(
    (one) => !one.asks?.length && rows.some((row) => fits(noun, one, row)),
  );
  return (
    <div className="bulk" role="region" aria-label={t('selection')}>
      <strong>{t('selected', { count: rows.length })}</strong>
      {verbs.map((one) => (
        <button key={one.name} type="button" className="button" onClick={() => setVerb(one)}>
          {label(one.label)}
        </button>
      ))}
      <button type="button" className="button" onClick={onClear}>
        {t('clear')}
      </button>
      {verb && <BulkDialog {...{ noun, rows, verb }} onClose={() => setVerb(null)} />}
    </div>
  );
}

const fits = (noun: Noun, verb: Verb, row: Row) =>
  verbsNow(noun, row['state']).some((one) => one.name === verb.name);

type Result = { ok: boolean; text: string };

function BulkDialog({
  noun,
  rows: now,
  verb,
  onClose,
}: {
  noun: Noun;
  rows: Row[];
  verb: Verb;
  onClose: () => void;
}) {
  const t = useWords();
  const label = useLabels();
  const [rows] = useState(now); // as they were when asked, though the list below moves on
  const [results, setResults] = useState<Record<string, Result>>({});
  const [stage, setStage] = useState<'ask' | 'run' | 'done'>('ask');
  const [open] = useState(() => rows.filter((row) => fits(noun, verb, row)));

  async function run() {
    setStage('run');
    for (const row of open) {
      const result = await one(noun, verb, row).then(() => ({ ok: true, text: t('done') }), refusedResult);
      setResults((before) => ({ ...before, [row.id]: result }));
    }
    setStage('done');
    void refreshAll();
  }

  const title = t('bulkTitle', { verb: label(verb.label), count: open.length });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        stage === 'done' ? (
          <button type="button" className="button primary" onClick={onClose}>
            {t('close')}
          </button>
        ) : (
          <>
            <button type="button" className="button" onClick={onClose}>
              {t('cancel')}
            </button>
            <button
              type="button"
              className="button primary"
              disabled={stage === 'run'}
              onClick={() => void run()}
            >
              {label(verb.label)}
            </button>
          </>
        )
      }
    >
      <ul className="result-list" aria-live="polite">
        {rows.map((row) => (
          <li key={row.id}>
            <span>{titleOf(noun, row) || t('unnumbered')}</span>
            <Outcome result={results[row.id]} isOpen={open.includes(row)} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const one = (noun: Noun, verb: Verb, row: Row) =>
  api.carryOut(noun.name, row.id, verb.name, { body: {}, key: freshKey() });

const refusedResult = (error: unknown): Result => ({ ok: false, text: sentence(error) });

function Outcome({ result, isOpen }: { result?: Result; isOpen: boolean }) {
  const t = useWords();
  if (!isOpen) return <span className="muted">{t('notInState')}</span>;
  if (!result) return <span className="muted">{t('waiting')}</span>;
  return (
    <span className={result.ok ? 'good' : 'bad'}>
      {result.ok ? '✓ ' : '✕ '}
      {result.text}
    </span>
  );
}
