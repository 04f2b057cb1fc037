import { textOf, titleOf, type Field, type Noun, type Titled } from '../app/meta.ts';
import { readDecimal, shifted } from './format.ts';
import { readCells } from './paste.ts';
import { searchNoun } from './RefPicker.tsx';
import { freshLine, type LineEdit } from './useForm.ts';

interface Paste {
  text: string;
  at: number;
  lines: LineEdit[];
  columns: Field[];
  nouns: Noun[];
}

/** The lines after cells were pasted from line `at` on; names that fit no record are reported. */
export async function pastedLines({ text, at, lines, columns, nouns }: Paste) {
  const next = [...lines];
  const unknown: string[] = [];
  for (const [offset, cells] of readCells(text).entries()) {
    const edits: Record<string, unknown> = {};
    for (const [index, cell] of cells.entries()) {
      const field = columns[index];
      if (!field || cell.trim() === '') continue;
      const value =
        field.type === 'ref' ? await resolved(field, cell.trim(), nouns) : readCell(field, cell.trim());
      if (value === undefined) unknown.push(cell.trim());
      else edits[field.name] = value;
    }
    const old = next[at + offset];
    next[at + offset] = old ? { ...old, edits: { ...old.edits, ...edits }, computed: {} } : freshLine(edits);
  }
  return { lines: next, unknown };
}

function readCell(field: Field, text: string): unknown {
  switch (field.type) {
    case 'amount':
    case 'price':
    case 'quantity':
    case 'integer':
      return readDecimal(text) || undefined;
    case 'ratio': {
      const decimal = readDecimal(text.replace('%', ''));
      return decimal ? (text.includes('%') ? shifted(decimal, -2) : decimal) : undefined;
    }
    case 'boolean':
      return /^(1|true|yes|y|是)$/i.test(text);
    default:
      return text;
  }
}

/** The record that bears exactly this code or name, or the only one found. */
async function resolved(field: Field, text: string, nouns: Noun[]): Promise<Titled | undefined> {
  const noun = nouns.find((one) => one.name === field.noun);
  if (!noun) return undefined;
  const { rows } = await searchNoun(noun, text, 10);
  const same = (value: unknown) => textOf(value).toLowerCase() === text.toLowerCase();
  const row = rows.find((one) => Object.values(one).some(same)) ?? (rows.length === 1 ? rows[0] : undefined);
  return row && { id: row.id, title: titleOf(noun, row) };
}
