// Which columns of the lines are shown: those that say something, until the user chooses otherwise.

import type { Field, Noun, Values } from '../app/meta.ts';
import { setPreferences, usePreferences } from '../app/preferences.ts';
import { useMe } from '../app/session.ts';

const isNothing = (value: unknown) =>
  value === null || value === undefined || value === '' || value === false || Number(value) === 0;

const offered = (list: Field) =>
  (list.fields ?? []).filter((one) => one.name !== 'line' && one.type !== 'lines');

function saysSomething(field: Field, lines: Values[]): boolean {
  if (field.name === 'base_quantity') {
    return lines.some((line) => String(line['base_quantity'] ?? '') !== String(line['quantity'] ?? ''));
  }
  return lines.some((line) => !isNothing(line[field.name]));
}

/** Texts and ticks show when used, computed amounts by the last of them, which is the line's total. */
export function usualColumns(list: Field, lines: Values[], isOpen: boolean): Field[] {
  const fields = offered(list);
  const lastAmount = fields.findLast((field) => field.readonly && field.type === 'amount');
  return fields.filter((field) => {
    if (field.type === 'any_ref' || field.name.startsWith('origin')) return false;
    if (field.readonly && field.type === 'amount' && field !== lastAmount) return false;
    const isAside = field.readonly || (!field.required && ['text', 'boolean'].includes(field.type));
    return (isOpen && !isAside) || saysSomething(field, lines);
  });
}

export function useLineColumns(noun: Noun, list: Field, lines: Values[], isOpen: boolean) {
  const me = useMe();
  const chosen = usePreferences().columns;
  const place = `${me.user.id}/${noun.name}/${list.name}`;
  const names = chosen[place];
  const usual = usualColumns(list, lines, isOpen);
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
