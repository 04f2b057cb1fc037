// Which columns of the lines are shown: those that say something, until the user chooses otherwise.

import { idOf, type Field, type Noun, type Titled, type Values } from '../app/meta.ts';
import { setPreferences, usePreferences } from '../app/preferences.ts';
import { useMe } from '../app/session.ts';

const isNothing = (value: unknown) =>
  value === null || value === undefined || value === '' || value === false || Number(value) === 0;

const offered = (list: Field) =>
  (list.fields ?? []).filter((one) => one.name !== 'line' && one.type !== 'lines');

/** A date or a reference that is the document's own is told above. */
function saysSomething(field: Field, lines: Values[], head: Values): boolean {
  if (field.name === 'base_quantity') {
    return lines.some((line) => String(line['base_quantity'] ?? '') !== String(line['quantity'] ?? ''));
  }
  return lines.some((line) => !isNothing(line[field.name]) && line[field.name] !== head[field.name]);
}

/** A reference that all lines have in common, as their tax, takes no column from those who read. */
const isShared = (field: Field, lines: Values[]) =>
  field.type === 'ref' &&
  lines.length > 1 &&
  lines.every((line) => idOf(line[field.name] as Titled) === idOf(lines[0]![field.name] as Titled));

interface Shown {
  lines: Values[];
  /** The fields of the document itself. */
  head: Values;
  isOpen: boolean;
}

/** Texts and ticks show when used, computed amounts by the last of them, which is the line's total. */
export function usualColumns(list: Field, { lines, head, isOpen }: Shown): Field[] {
  const fields = offered(list);
  const lead = fields.find((field) => field.type === 'ref');
  const lastAmount = fields.findLast((field) => field.readonly && field.type === 'amount');
  return fields.filter((field) => {
    if (field.type === 'any_ref' || field.name.startsWith('origin')) return false;
    if (field.readonly && field.type === 'amount' && field !== lastAmount) return false;
    if (!isOpen && field !== lead && isShared(field, lines)) return false;
    const isAside = field.readonly || (!field.required && ['text', 'boolean'].includes(field.type));
    return (isOpen && !isAside) || saysSomething(field, lines, head);
  });
}

export function useLineColumns(noun: Noun, list: Field, shown: Shown) {
  const me = useMe();
  const chosen = usePreferences().columns;
  const place = `${me.user.id}/${noun.name}/${list.name}`;
  const names = chosen[place];
  const usual = usualColumns(list, shown);
  const all = offered(list);
  const columns = names ? all.filter((field) => names.includes(field.name)) : usual;
  const toggle = (name: string, on: boolean) => {
    const now = columns.map((field) => field.name);
    const next = on ? [...now, name] : now.filter((one) => one !== name);
    setPreferences({ columns: { ...chosen, [place]: next } });
  };
  const reset = () => {
    const { [place]: _, ...others } = chosen;
    setPreferences({ columns: others });
  };
  return { all, columns, isOwn: !!names, toggle, reset };
}
