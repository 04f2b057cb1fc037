// What GET /api/v1/meta says: the nouns this user may see, from which every page is made.

export type Language = 'en' | 'zh';
export type Label = Record<Language, string>;
export type Tone = 'neutral' | 'active' | 'good' | 'bad';

export type FieldType =
  | 'text'
  | 'integer'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'amount'
  | 'price'
  | 'quantity'
  | 'ratio'
  | 'rate'
  | 'enum'
  | 'currency'
  | 'ref'
  | 'any_ref'
  | 'lines';

export interface Choice {
  name: string;
  label: Label;
}

export interface Field {
  name: string;
  label: Label;
  type: FieldType;
  noun?: string;
  values?: Choice[];
  fields?: Field[];
  required?: boolean;
  readonly?: boolean;
  unique?: boolean;
  multiline?: boolean;
  max?: number;
  editable_in?: string[];
}

export interface State {
  name: string;
  label: Label;
  tone: Tone;
}

export interface Verb {
  name: string;
  label: Label;
  from: string[];
  to: string;
  asks?: string[];
}

export interface Noun {
  name: string;
  module: string;
  kind: 'document' | 'record';
  label: Label;
  plural: Label;
  title: string;
  menu: boolean;
  may: string[];
  editable_in?: string[];
  states?: State[];
  verbs?: Verb[];
  fields: Field[];
  list: string[];
  sums?: string[];
}

export interface Meta {
  nouns: Noun[];
  modules: { name: string; label: Label }[];
}

export interface Me {
  user: { id: string; login: string; name: string; language: Language };
  company: Company;
  companies: Company[];
  roles: string[];
  csrf: string;
  today: string;
}

export interface Company {
  id: string;
  code: string;
  name: string;
  currency: string;
}

/** A stored record or a line of one: fields by name. */
export type Values = Record<string, unknown>;
export interface Row extends Values {
  id: string;
}

export interface Titled {
  id: string;
  title?: string;
  noun?: string;
}

export interface Card {
  noun: string;
  id: string;
  number?: string;
  title?: string;
  state?: string;
  date?: string;
  amount?: string;
  currency?: string;
}

export interface Change {
  field: string;
  old: unknown;
  new: unknown;
}

export interface HistoryEvent {
  id: string;
  verb: string;
  from: string | null;
  to: string | null;
  user: { id: string; name: string } | null;
  at: string;
  note?: string | null;
  changes: Change[];
}

export interface Effect {
  noun: string;
  id: string;
  number?: string;
  title?: string;
  verb: string;
  changes: Change[];
}

const numeric: FieldType[] = ['amount', 'price', 'quantity', 'ratio', 'rate', 'integer'];
export const isNumeric = (field: Field) => numeric.includes(field.type);

/** Kept by the program on every record; the page shows them in its own way or not at all. */
export const ownFields = ['id', 'version', 'number', 'state', 'owner', 'created', 'changed'];

/** A ratio beside a currency is a rate of exchange: 7.82, not 782 %. */
function settled(noun: Noun): Noun {
  const hasCurrency = noun.fields.some((field) => field.name === 'currency');
  const fields = noun.fields.map((field): Field =>
    hasCurrency && field.name === 'rate' && field.type === 'ratio' ? { ...field, type: 'rate' } : field,
  );
  return {
    ...noun,
    fields: fields.map((field) => (field.name === 'id' ? { ...field, type: 'text' } : field)),
  };
}

export const settledMeta = (meta: Meta): Meta => ({ ...meta, nouns: meta.nouns.map(settled) });

/** `state` is a field of every document, though its values stand with the noun. */
export function fieldNamed(noun: Noun, name: string): Field | undefined {
  const found = noun.fields.find((field) => field.name === name);
  if (name !== 'state' || !noun.states?.length) return found;
  const label = found?.label ?? { en: 'State', zh: '状态' };
  return { name, label, type: 'enum', readonly: true, values: noun.states };
}

export const stateOf = (noun: Noun, name: unknown) => noun.states?.find((state) => state.name === name);

export const mayEdit = (noun: Noun, state: unknown) =>
  noun.may.includes('edit') && (!noun.states?.length || (noun.editable_in ?? []).includes(String(state)));

export function fieldIsOpen(noun: Noun, field: Field, state: unknown): boolean {
  if (field.readonly) return false;
  if (!field.editable_in?.length || !noun.states?.length) return true;
  return field.editable_in.includes(String(state ?? noun.states[0]?.name));
}

/** Ways aside or back: offered in the menu, never as the next step. */
const asides = ['close', 'finish', 'reopen', 'lose', 'reject', 'void'];

export const isStep = (noun: Noun, verb: Verb) =>
  !asides.includes(verb.name) && stateOf(noun, verb.to)?.tone !== 'bad';

/** The verbs that fit the state and the rights, the way forward before the way out. */
export function verbsNow(noun: Noun, state: unknown): Verb[] {
  const open = (noun.verbs ?? []).filter(
    (verb) => noun.may.includes(verb.name) && verb.from.includes(String(state)),
  );
  const isBad = (verb: Verb) => stateOf(noun, verb.to)?.tone === 'bad';
  return [...open.filter((verb) => !isBad(verb)), ...open.filter(isBad)];
}

/** Computed amounts of a document with lines stand below the lines, as on paper. */
export const isTotal = (noun: Noun, field: Field) =>
  !!field.readonly && field.type === 'amount' && noun.fields.some((one) => one.type === 'lines');

export function pathOf(noun: string): { module: string; noun: string } {
  const dot = noun.indexOf('.');
  return { module: noun.slice(0, dot), noun: noun.slice(dot + 1) };
}

export function idOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'object' ? String((value as Titled).id) : String(value);
}

/** What a person calls this record: its title field, else its number, else nothing. */
export function titleOf(noun: Noun, row: Values): string {
  return textOf(row[noun.title]) || textOf(row['number']) || textOf(row['title']);
}

export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return (value as Titled).title ?? (value as Titled).id ?? '';
  return String(value);
}
