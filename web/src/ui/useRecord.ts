// What can be done on a record page: save, carry out a verb, delete; and what the server says to it.

import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { api, freshKey, Refusal, type Preview } from '../app/api.ts';
import { useWords } from '../app/language.ts';
import { mayEdit, pathOf, type Noun, type Row, type Values, type Verb } from '../app/meta.ts';
import { client, refreshAll } from '../app/session.ts';
import { sentence, tell } from './toast.tsx';
import { useForm } from './useForm.ts';

export interface Conflict {
  yours: Values;
  current: Row;
}

export function useRecord(noun: Noun, record: Row | null, draft?: Values) {
  const t = useWords();
  const navigate = useNavigate();
  const state = record?.['state'];
  const isFirst = !record || !noun.states?.length || state === noun.states[0]?.name;
  const isDraft = noun.kind === 'document' && isFirst;
  const [isEditing, setEditing] = useState(!record || (isDraft && mayEdit(noun, state)));
  const form = useForm(noun, record ?? draft ?? {}, isEditing && (!record || isDraft));
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [preview, setPreview] = useState<Preview | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const key = useRef(freshKey());

  const version = record?.['version'];
  useEffect(() => {
    if (!record || form.isDirty) return;
    form.start(record);
    setEditing(isDraft && mayEdit(noun, state));
  }, [record, version]);

  function refused(error: unknown) {
    if (error instanceof Refusal && error.rule === 'version_must_be_current' && error.body.current) {
      setConflict({ yours: form.changed(), current: error.body.current });
      return;
    }
    const field = error instanceof Refusal ? error.field : '';
    setErrors({ [field]: sentence(error) });
    if (!(error instanceof Refusal) || error.status > 0) key.current = freshKey();
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true], .alert')?.focus());
  }

  /** True when it went well; a refusal stands at its field. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    setBusy(true);
    setErrors({});
    try {
      await work();
      key.current = freshKey();
      return true;
    } catch (error) {
      refused(error);
      return false;
    } finally {
      setBusy(false);
    }
  }

  function took(saved: Row) {
    client.setQueryData(['record', noun.name, saved.id], saved);
    form.start(saved);
    setPreview(null);
    setConflict(null);
    setEditing(
      noun.kind === 'document' && saved['state'] === noun.states?.[0]?.name && mayEdit(noun, saved['state']),
    );
    void refreshAll();
  }

  async function create() {
    const saved = await api.create(noun.name, form.whole(), key.current);
    took(saved);
    await navigate({
      to: '/$module/$noun/$id',
      params: { ...pathOf(noun.name), id: saved.id },
      replace: true,
    });
    return saved;
  }

  async function edit(body: Values, at: unknown = version) {
    const saved = await api.edit(noun.name, record!.id, at, body);
    took(saved);
    return saved;
  }

  const save = () =>
    attempt(async () => {
      if (!record) await create();
      else if (isFirst) await edit(form.changed());
      else {
        setPreview(await api.previewEdit(noun.name, record.id, version, form.changed()));
        return;
      }
      tell(t('saved'));
    });

  const apply = () =>
    attempt(async () => {
      await edit(form.changed());
      tell(t('saved'));
    });

  const keepMine = () =>
    attempt(async () => {
      await edit(conflict!.yours, conflict!.current['version']);
      tell(t('saved'));
    });

  const carryOut = (verb: Verb, body: Values) =>
    attempt(async () => {
      const first = form.isDirty || !record ? await (record ? edit(form.changed()) : create()) : record;
      const answer = await api.carryOut(noun.name, first.id, verb.name, {
        version: first['version'],
        body,
        key: key.current,
      });
      took(answer);
    });

  const remove = () =>
    attempt(async () => {
      await api.remove(noun.name, record!.id, version);
      tell(t('deleted'));
      await navigate({ to: '/$module/$noun', params: pathOf(noun.name) });
      client.removeQueries({ queryKey: ['record', noun.name, record!.id] });
      void refreshAll();
    });

  function discard() {
    form.start(record ?? draft ?? {});
    setErrors({});
    setEditing(isDraft && mayEdit(noun, state));
    if (!record) void navigate({ to: '/$module/$noun', params: pathOf(noun.name) });
  }

  function takeTheirs() {
    if (conflict) took(conflict.current);
  }

  return {
    form,
    busy,
    errors,
    preview,
    conflict,
    isEditing,
    isDraft,
    save,
    apply,
    keepMine,
    takeTheirs,
    carryOut,
    remove,
    discard,
    amend: () => setEditing(true),
    closePreview: () => setPreview(null),
    closeConflict: () => setConflict(null),
  };
}

export type RecordWork = ReturnType<typeof useRecord>;
