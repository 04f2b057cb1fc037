// What a person starts from a document and the program does not make by itself: the form comes filled in.

import { idOf, type Noun, type Row, type Values } from '../app/meta.ts';
import type { Word } from '../app/words.ts';

export interface FollowUp {
  word: Word;
  source: string;
  target: string;
  /** The way the work goes on; the others are exceptions. */
  isNext: boolean;
  fits: (row: Row) => boolean;
  draft: (row: Row) => Values;
}

const isSome = (value: unknown) => Number(value ?? 0) > 0;
const linesOf = (row: Row) => (row['lines'] as Values[] | undefined) ?? [];

/** Delivered and not yet returned, of each line. */
function returnable(row: Row): Values[] {
  return linesOf(row)
    .map((line) => ({
      order_line: line['line'],
      item: line['item'],
      quantity: String(Number(line['delivered'] ?? 0) - Number(line['returned'] ?? 0)),
    }))
    .filter((line) => isSome(line.quantity));
}

export const followUps: FollowUp[] = [
  {
    word: 'collect',
    source: 'finance.invoice',
    target: 'finance.payment',
    isNext: true,
    fits: (row) => row['state'] === 'posted' && row['kind'] === 'sales_invoice' && isSome(row['open']),
    draft: (row) => ({
      kind: 'received',
      party: row['party'],
      currency: row['currency'],
      amount: row['open'],
      allocations: [{ invoice: { id: row.id, title: row['number'] }, amount: row['open'] }],
    }),
  },
  {
    word: 'pay',
    source: 'finance.invoice',
    target: 'finance.payment',
    isNext: true,
    fits: (row) => row['state'] === 'posted' && row['kind'] === 'purchase_invoice' && isSome(row['open']),
    draft: (row) => ({
      kind: 'paid',
      party: row['party'],
      currency: row['currency'],
      amount: row['open'],
      allocations: [{ invoice: { id: row.id, title: row['number'] }, amount: row['open'] }],
    }),
  },
  {
    word: 'takeBack',
    source: 'sales.order',
    target: 'sales.return',
    isNext: false,
    fits: (row) => returnable(row).length > 0,
    draft: (row) => ({ sales_order: { id: row.id, title: row['number'] }, lines: returnable(row) }),
  },
];

const oncePerDocument = ['date', 'due', 'number', 'rate', 'source'];

/** The same again: what was typed, not what was computed, dated anew. */
function copy(noun: Noun, row: Row): Values {
  const typed = noun.fields.filter((field) => !field.readonly && !oncePerDocument.includes(field.name));
  return Object.fromEntries(
    typed.map((field) => {
      if (field.type !== 'lines') return [field.name, field.unique ? null : row[field.name]];
      const cells = (field.fields ?? []).filter((cell) => !cell.readonly);
      const stored = (row[field.name] as Values[] | undefined) ?? [];
      return [
        field.name,
        stored.map((line) => Object.fromEntries(cells.map((cell) => [cell.name, line[cell.name]]))),
      ];
    }),
  );
}

/** The form of `target` as filled in from a record of `source`. */
export function draftFrom(target: Noun, source: string, row: Row): Values {
  if (source === target.name) return copy(target, row);
  const known = followUps.find((one) => one.source === source && one.target === target.name && one.fits(row));
  return known?.draft(row) ?? {};
}

export function followUpsOf(noun: Noun, row: Row, nouns: Noun[]): FollowUp[] {
  const mayCreate = (name: string) => nouns.some((one) => one.name === name && one.may.includes('create'));
  return followUps.filter((one) => one.source === noun.name && mayCreate(one.target) && one.fits(row));
}

export const fromOf = (noun: Noun, row: Row) => `${noun.name}/${idOf(row.id)}`;
