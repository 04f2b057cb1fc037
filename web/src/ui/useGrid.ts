import { useRef, type ClipboardEvent, type KeyboardEvent } from 'react';
import { say } from '../app/language.ts';
import type { Field, Noun } from '../app/meta.ts';
import { pastedLines } from './pasteLines.ts';
import { warn } from './toast.tsx';
import { freshLine, isBlank, type Form, type LineEdit } from './useForm.ts';

interface Grid {
  list: Field;
  form: Form;
  columns: Field[];
  nouns: Noun[];
  isOpen: boolean;
}

const cellOf = (target: EventTarget) => {
  const { row, column } = (target as HTMLElement).dataset;
  return row === undefined ? null : { row: Number(row), column: Number(column) };
};

/** Moving, adding, removing and pasting in a grid of lines. */
export function useGrid({ list, form, columns, nouns, isOpen }: Grid) {
  const table = useRef<HTMLTableElement>(null);
  const lines = form.lines[list.name] ?? [];
  const setLines = (next: LineEdit[]) => form.setLines(list.name, next);

  function focus(row: number, column: number) {
    const cell = `[data-row="${row}"][data-column="${column}"]`;
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(cell)?.focus());
  }

  function add() {
    const first = columns.findIndex((field) => !field.readonly);
    setLines([...lines, freshLine()]);
    focus(lines.length, first);
  }

  function remove(row: number) {
    setLines(lines.filter((_, at) => at !== row));
    focus(Math.max(0, row - 1), 0);
  }

  function onKeyDown(event: KeyboardEvent) {
    const cell = cellOf(event.target);
    if (!isOpen || !cell || event.defaultPrevented || event.nativeEvent.isComposing) return;
    if ((event.target as HTMLElement).tagName === 'SELECT' && event.key.startsWith('Arrow')) return;
    const isLast = cell.row === lines.length - 1;
    if (event.key === 'Enter' && isLast && !isBlank(lines[cell.row]!)) add();
    else if (event.key === 'ArrowDown' || event.key === 'Enter') focus(cell.row + 1, cell.column);
    else if (event.key === 'ArrowUp') focus(cell.row - 1, cell.column);
    else if (event.key === 'Delete' && (event.ctrlKey || event.metaKey)) remove(cell.row);
    else return;
    event.preventDefault();
  }

  async function onPaste(event: ClipboardEvent) {
    const cell = cellOf(event.target);
    const text = event.clipboardData.getData('text/plain');
    if (!isOpen || !cell || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const open = columns.slice(cell.column).filter((field) => !field.readonly);
    const { lines: next, unknown } = await pastedLines({ text, at: cell.row, lines, columns: open, nouns });
    setLines(next);
    if (unknown.length > 0) warn(say('pasteUnknown', { texts: unknown.slice(0, 5).join(', ') }));
  }

  return { table, lines, add, remove, onKeyDown, onPaste };
}
