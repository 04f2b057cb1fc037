// What a person has changed on a record, apart from what is stored and what the server computed from it.

import { useEffect, useReducer, useState } from 'react';
import { api } from '../app/api.ts';
import { idOf, isNumeric, type Field, type Noun, type Titled, type Values } from '../app/meta.ts';
import { forgetDraft, keptDraft, type KeptDraft } from '../app/drafts.ts';
import { useKeptDraft } from './keptDraft.ts';

export interface LineEdit {
  key: number;
  base: Values;
  edits: Values;
  computed: Values;
}

interface State {
  base: Values;
  edits: Values;
  computed: Values;
  lines: Record<string, LineEdit[]>;
  dirtyLines: string[];
  changes: number;
}

type Action =
  | { do: 'start'; base: Values; noun: Noun }
  | { do: 'set'; name: string; value: unknown }
  | { do: 'setLine'; list: Field; key: number; name: string; value: unknown }
  | { do: 'lines'; list: string; lines: LineEdit[] }
  | { do: 'computed'; values: Values; keys: Record<string, number[]> };

let lastKey = 0;
export function freshLine(edits: Values = {}): LineEdit {
  lastKey += 1;
  return { key: lastKey, base: {}, edits, computed: {} };
}

export const lineFields = (noun: Noun) => noun.fields.filter((field) => field.type === 'lines');

/** A record without an id is new: what it starts with counts as typed. */
function started(base: Values, noun: Noun): State {
  const isNew = base['id'] === undefined;
  const lists = lineFields(noun);
  const linesOf = (field: Field) => {
    const given = (base[field.name] as Values[] | undefined) ?? [];
    if (!isNew) return given.map((line) => ({ ...freshLine(), base: line }));
    const isAwaited = noun.kind === 'document' && !field.readonly && given.length === 0;
    return isAwaited ? [freshLine()] : given.map((line) => freshLine(line));
  };
  const lines = Object.fromEntries(lists.map((field) => [field.name, linesOf(field)]));
  const given = Object.entries(base).filter(([name]) => !lists.some((field) => field.name === name));
  return {
    base: isNew ? {} : base,
    edits: isNew ? Object.fromEntries(given) : {},
    computed: {},
    lines,
    dirtyLines: [],
    changes: 0,
  };
}

/** The page as it was when its tab was closed; of a record that has changed since, nothing is taken over. */
function restored(state: State, kept: KeptDraft): State {
  const lines = Object.fromEntries(
    Object.entries(kept.lines).map(([list, edits]) => [
      list,
      edits.map((line) => ({ ...freshLine(line.edits), base: line.base })),
    ]),
  );
  const { edits, dirtyLines } = kept;
  return { ...state, edits, lines: { ...state.lines, ...lines }, dirtyLines, changes: 1 };
}

function draftOf(state: State): KeptDraft {
  const lines = Object.fromEntries(
    Object.entries(state.lines).map(([list, edits]) => [
      list,
      edits.map((line) => ({ base: line.base, edits: line.edits })),
    ]),
  );
  return {
    at: Date.now(),
    version: state.base['version'],
    edits: state.edits,
    lines,
    dirtyLines: state.dirtyLines,
  };
}

/** Another item is another line: its price, unit and tax are asked for anew, the quantity stays. */
function changedLine(line: LineEdit, list: Field, name: string, value: unknown): LineEdit {
  const leading = list.fields?.find((field) => field.type === 'ref' && !field.readonly)?.name;
  if (name !== leading) return { ...line, edits: { ...line.edits, [name]: value } };
  const quantity = line.edits['quantity'] ?? line.base['quantity'];
  const kept = quantity === undefined || quantity === null ? {} : { quantity };
  const number = line.base['line'] === undefined ? {} : { line: line.base['line'] };
  return { key: line.key, base: number, edits: { ...kept, [name]: value }, computed: {} };
}

function withLines(state: State, list: string, lines: LineEdit[]): State {
  const dirtyLines = state.dirtyLines.includes(list) ? state.dirtyLines : [...state.dirtyLines, list];
  return { ...state, lines: { ...state.lines, [list]: lines }, dirtyLines, changes: state.changes + 1 };
}

function withComputed(state: State, action: Extract<Action, { do: 'computed' }>): State {
  const lines = Object.fromEntries(
    Object.entries(state.lines).map(([list, edits]) => {
      const answers = (action.values[list] as Values[] | undefined) ?? [];
      const keys = action.keys[list] ?? [];
      return [
        list,
        edits.map((line) => {
          const at = keys.indexOf(line.key);
          return at >= 0 && answers[at] ? { ...line, computed: answers[at] } : line;
        }),
      ];
    }),
  );
  return { ...state, computed: action.values, lines };
}

function reduce(state: State, action: Action): State {
  switch (action.do) {
    case 'start':
      return started(action.base, action.noun);
    case 'set':
      return { ...state, edits: { ...state.edits, [action.name]: action.value }, changes: state.changes + 1 };
    case 'setLine': {
      const { list, key, name, value } = action;
      const old = state.lines[list.name] ?? [];
      return withLines(
        state,
        list.name,
        old.map((line) => (line.key === key ? changedLine(line, list, name, value) : line)),
      );
    }
    case 'lines':
      return withLines(state, action.list, action.lines);
    case 'computed':
      return withComputed(state, action);
  }
}

/** As the server reads it: references by id, integers as numbers. */
export function toBody(field: Field, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (value === '') return field.type === 'text' ? '' : null;
  if (field.type === 'ref') return idOf(value);
  if (field.type === 'any_ref') return { noun: (value as Titled).noun, id: idOf(value) };
  return field.type === 'integer' ? Number(value) : value;
}

function bodyOf(fields: Field[], values: Values): Values {
  const open = fields.filter(
    (field) => !field.readonly && field.type !== 'lines' && hasValue(values[field.name]),
  );
  return Object.fromEntries(open.map((field) => [field.name, toBody(field, values[field.name])]));
}

const hasValue = (value: unknown) => value !== undefined && value !== null && value !== '';

/** What is shown: typed before computed before stored; a computed null does not hide what is stored. */
export function shownLine(line: LineEdit): Values {
  return { ...line.base, ...line.computed, ...line.edits };
}

export const isBlank = (line: LineEdit) =>
  Object.values(line.edits).every((value) => !hasValue(value)) && Object.keys(line.base).length === 0;

function lineBodies(list: Field, lines: LineEdit[], isFull: boolean): Values[] {
  return lines.map((line) => {
    const values = isFull ? shownLine(line) : { ...line.base, ...line.edits };
    const number = line.base['line'];
    return { ...(number === undefined ? {} : { line: number }), ...bodyOf(list.fields ?? [], values) };
  });
}

/** The server answers 0 where nothing follows yet (a rate, days to pay): no figure to show as if meant. */
function told(noun: Noun, computed: Values): Values {
  const isUntold = (name: string, value: unknown) => {
    const field = noun.fields.find((one) => one.name === name);
    return !!field && !field.readonly && isNumeric(field) && Number(value) === 0;
  };
  return Object.fromEntries(Object.entries(computed).filter(([name, value]) => !isUntold(name, value)));
}

export interface Form {
  values: Values;
  lines: Record<string, LineEdit[]>;
  isDirty: boolean;
  /** When what is shown was typed, if it was kept from an earlier visit. */
  restoredFrom: number | null;
  set: (name: string, value: unknown) => void;
  setLine: (list: Field, key: number, name: string, value: unknown) => void;
  setLines: (list: string, lines: LineEdit[]) => void;
  start: (base: Values) => void;
  /** Everything, for a new record. */
  whole: () => Values;
  /** Only what was changed, for an edit. */
  changed: () => Values;
}

export function useForm(
  noun: Noun,
  base: Values,
  { computes, place }: { computes: boolean; place: string },
): Form {
  const [kept, setKept] = useState(() => {
    const draft = keptDraft(place);
    return draft && draft.version === base['version'] ? draft : null;
  });
  const [state, act] = useReducer(reduce, null, () =>
    kept ? restored(started(base, noun), kept) : started(base, noun),
  );
  useCompletion(noun, state, computes, act);
  const values = { ...state.base, ...told(noun, state.computed), ...state.edits };
  const lists = lineFields(noun);
  const filled = (list: Field) => (state.lines[list.name] ?? []).filter((line) => !isBlank(line));
  const isDirty =
    Object.keys(state.edits).length > 0 ||
    state.dirtyLines.some(
      (list) =>
        state.lines[list]!.some((line) => !isBlank(line)) ||
        !!(state.base[list] as unknown[] | undefined)?.length,
    );
  useKeptDraft(place, isDirty ? draftOf(state) : null, state.changes);
  return {
    values,
    lines: state.lines,
    isDirty,
    restoredFrom: kept?.at ?? null,
    set: (name, value) => act({ do: 'set', name, value }),
    setLine: (list, key, name, value) => act({ do: 'setLine', list, key, name, value }),
    setLines: (list, lines) => act({ do: 'lines', list, lines }),
    start: (next) => {
      forgetDraft(place);
      setKept(null);
      act({ do: 'start', base: next, noun });
    },
    whole: () => ({
      ...bodyOf(noun.fields, values),
      ...Object.fromEntries(lists.map((list) => [list.name, lineBodies(list, filled(list), true)])),
    }),
    changed: () => ({
      ...Object.fromEntries(
        noun.fields
          .filter((field) => field.name in state.edits)
          .map((field) => [field.name, toBody(field, state.edits[field.name])]),
      ),
      ...Object.fromEntries(
        lists
          .filter((list) => state.dirtyLines.includes(list.name))
          .map((list) => [list.name, lineBodies(list, filled(list), true)]),
      ),
    }),
  };
}

const restMs = 250;

/** Asks the server for defaults, prices, taxes and totals once the typing rests. */
function useCompletion(noun: Noun, state: State, computes: boolean, act: (action: Action) => void) {
  useEffect(() => {
    if (!computes || (state.changes === 0 && Object.keys(state.base).length > 0)) return;
    const stop = new AbortController();
    const timer = setTimeout(
      () => {
        const lists = lineFields(noun).map((list): [Field, LineEdit[]] => [
          list,
          (state.lines[list.name] ?? []).filter((line) => !isBlank(line)),
        ]);
        const body = {
          ...bodyOf(noun.fields, { ...state.base, ...state.edits }),
          ...Object.fromEntries(lists.map(([list, lines]) => [list.name, lineBodies(list, lines, false)])),
        };
        const keys = Object.fromEntries(
          lists.map(([list, lines]) => [list.name, lines.map((line) => line.key)]),
        );
        api
          .complete(noun.name, body, stop.signal)
          .then((values) => act({ do: 'computed', values, keys }))
          .catch(() => {
            /* half typed: what is missing is said when it is saved */
          });
      },
      state.changes === 0 ? 0 : restMs,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [computes, noun, state.changes]);
}
