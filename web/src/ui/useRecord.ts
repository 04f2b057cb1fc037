// What can be done on a record page: save, carry out a verb, delete; and what the server says to it.

import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, type Preview } from '../app/api.ts';
import { say } from '../app/language.ts';
import { mayEdit, pathOf, textOf, type Noun, type Row, type Values, type Verb } from '../app/meta.ts';
import { client, refreshAll, useMe } from '../app/session.ts';
import { keptDraft } from '../app/drafts.ts';
import { useDraftPlace } from './keptDraft.ts';
import { tell } from './toast.tsx';
import { useAttempt } from './useAttempt.ts';
import { useForm } from './useForm.ts';

export interface Conflict {
  yours: Values;
  current: Row;
}

/** Before its first step a document is nobody's concern but its writer's: it is edited where it stands. */
const isFirst = (noun: Noun, record: Row | null) =>
  !record || !noun.states?.length || record['state'] === noun.states[0]?.name;

const opensForEdit = (noun: Noun, record: Row | null) =>
  !record || (noun.kind === 'document' && isFirst(noun, record) && mayEdit(noun, record['state']));

export function useRecord(noun: Noun, record: Row | null, draft?: Values) {
  const isDraft = noun.kind === 'document' && isFirst(noun, record);
  const place = useDraftPlace(noun.name, record?.id);
  const [isEditing, setEditing] = useState(
    opensForEdit(noun, record) || (!!keptDraft(place) && mayEdit(noun, record?.['state'])),
  );
  const form = useForm(noun, record ?? draft ?? {}, { computes: isEditing && (!record || isDraft), place });
  const [preview, setPreview] = useState<Preview | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const { attempt, ...attempts } = useAttempt((current) => setConflict({ yours: form.changed(), current }));
  const commands = useCommands(noun, record, { form, took, key: attempts.key });

  useEffect(() => {
    if (!record || form.isDirty) return;
    form.start(record);
    setEditing(opensForEdit(noun, record));
  }, [record, record?.['version']]);

  function took(saved: Row) {
    client.setQueryData(['record', noun.name, saved.id], saved);
    form.start(saved);
    setPreview(null);
    setConflict(null);
    setEditing(opensForEdit(noun, saved));
    void refreshAll();
  }

  async function save() {
    if (record && !isFirst(noun, record)) setPreview(await commands.tryEdit());
    else await commands.keep();
    if (!record || isFirst(noun, record)) tell(say('saved'));
  }

  function startOver() {
    form.start(record ?? draft ?? {});
    attempts.forgive();
    setEditing(opensForEdit(noun, record));
  }

  function discard() {
    startOver();
    if (!record) commands.leave();
  }

  const edited = async (work: Promise<Row>) => {
    await work;
    tell(say('saved'));
  };
  return {
    form,
    preview,
    conflict,
    isEditing,
    isDraft,
    startOver,
    discard,
    busy: attempts.busy,
    errors: attempts.errors,
    save: () => attempt(save),
    apply: () => attempt(() => edited(commands.edit(form.changed()))),
    keepMine: () => attempt(() => edited(commands.edit(conflict!.yours, conflict!.current['version']))),
    takeTheirs: () => conflict && took(conflict.current),
    carryOut: (verb: Verb, body: Values) => attempt(() => commands.carryOut(verb, body)),
    remove: () => attempt(commands.remove),
    amend: () => setEditing(true),
    closePreview: () => setPreview(null),
    closeConflict: () => setConflict(null),
  };
}

export type RecordWork = ReturnType<typeof useRecord>;

interface Hands {
  form: ReturnType<typeof useForm>;
  took: (saved: Row) => void;
  key: { current: string };
}

/** The commands themselves; each throws what the server refuses. */
function useCommands(noun: Noun, record: Row | null, { form, took, key }: Hands) {
  const navigate = useNavigate();
  const version = record?.['version'];
  const leave = () => navigate({ to: '/$module/$noun', params: pathOf(noun.name) });

  async function create(): Promise<Row> {
    const saved = await api.create(noun.name, form.whole(), key.current);
    took(saved);
    const params = { ...pathOf(noun.name), id: saved.id };
    await navigate({ to: '/$module/$noun/$id', params, replace: true });
    return saved;
  }

  async function edit(body: Values, at: unknown = version): Promise<Row> {
    const saved = await api.edit(noun.name, record!.id, at, body);
    took(saved);
    return saved;
  }

  const keep = () => (record ? edit(form.changed()) : create());

  async function carryOut(verb: Verb, body: Values) {
    const first = form.isDirty || !record ? await keep() : record;
    const step = { version: first['version'], body, key: key.current };
    took(await api.carryOut(noun.name, first.id, verb.name, step));
  }

  async function remove() {
    await api.remove(noun.name, record!.id, version);
    tell(say('deleted'));
    await leave();
    client.removeQueries({ queryKey: ['record', noun.name, record!.id] });
    void refreshAll();
  }

  const tryEdit = () => api.previewEdit(noun.name, record!.id, version, form.changed());
  return { keep, edit, tryEdit, carryOut, remove, leave: () => void leave() };
}

/** Goods entered for an earlier day correct every later cost: who does it sees what it moves. */
export function useIsBackDated(noun: Noun, record: Row | null): boolean {
  const { today } = useMe();
  const isGoods = noun.name.startsWith('supply.') || noun.name.startsWith('inventory.');
  const date = textOf(record?.['date']);
  return isGoods && date !== '' && date < today;
}
