import { Plus, Trash2 } from 'lucide-react';
import { useRef, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useLabels, useWords } from '../app/language.ts';
import { isNumeric, type Field, type Values } from '../app/meta.ts';
import { useMeta } from '../app/session.ts';
import { FieldInput } from './FieldInput.tsx';
import { pastedLines } from './pasteLines.ts';
import { freshLine, isBlank, shownLine, type Form, type LineEdit } from './useForm.ts';
import { warn, warnOf } from './toast.tsx';
import { usePhone } from './useMedia.ts';
import { Value } from './Value.tsx';

interface Props {
  list: Field;
  form: Form;
  isOpen: boolean;
  errors: Record<string, string>;
}

const empty = (value: unknown) =>
  value === null || value === undefined || value === '' || Number(value) === 0;

/** A computed column that says nothing on any line is left out. */
export function lineColumns(list: Field, lines: Values[], isOpen: boolean): Field[] {
  return (list.fields ?? []).filter((field) => {
    if (field.name === 'line' || field.type === 'lines') return false;
    if (isOpen && !field.readonly) return true;
    return lines.some((line) => !empty(line[field.name]));
  });
}

/** Lines as a sheet: arrows and Enter move, Enter on the last line adds one, cells can be pasted. */
export function LineGrid({ list, form, isOpen, errors }: Props) {
  const t = useWords();
  const label = useLabels();
  const isPhone = usePhone();
  const table = useRef<HTMLTableElement>(null);
  const { nouns } = useMeta();
  const lines = form.lines[list.name] ?? [];
  const columns = lineColumns(list, lines.map(shownLine), isOpen);
  const setLines = (next: LineEdit[]) => form.setLines(list.name, next);
  const focus = (row: number, column: number) =>
    requestAnimationFrame(() =>
      table.current?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`)?.focus(),
    );
  const add = () => {
    setLines([...lines, freshLine()]);
    focus(
      lines.length,
      columns.findIndex((field) => !field.readonly),
    );
  };
  const remove = (row: number) => {
    setLines(lines.filter((_, at) => at !== row));
    focus(Math.max(0, row - 1), 0);
  };

  function onKeyDown(event: KeyboardEvent) {
    if (!isOpen || event.defaultPrevented || event.nativeEvent.isComposing) return;
    const cell = (event.target as HTMLElement).dataset;
    if (cell['row'] === undefined) return;
    const [row, column] = [Number(cell['row']), Number(cell['column'])];
    const isChoice = (event.target as HTMLElement).tagName === 'SELECT' && event.key.startsWith('Arrow');
    if (isChoice) return;
    if (event.key === 'Enter' && row === lines.length - 1 && !isBlank(lines[row]!)) add();
    else if (event.key === 'ArrowDown' || event.key === 'Enter') focus(row + 1, column);
    else if (event.key === 'ArrowUp') focus(row - 1, column);
    else if (event.key === 'Delete' && (event.ctrlKey || event.metaKey)) remove(row);
    else return;
    event.preventDefault();
  }

  async function onPaste(event: ClipboardEvent) {
    const cell = (event.target as HTMLElement).dataset;
    const text = event.clipboardData.getData('text/plain');
    if (!isOpen || cell['row'] === undefined || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const open = columns.slice(Number(cell['column'])).filter((field) => !field.readonly);
    const { lines: next, unknown } = await pastedLines({
      text,
      at: Number(cell['row']),
      lines,
      columns: open,
      nouns,
      list,
    });
    setLines(next);
    if (unknown.length > 0) warn(t('pasteUnknown', { texts: unknown.slice(0, 5).join(', ') }));
  }

  if (!isOpen && lines.length === 0) return <p className="muted pad">{t('noLines')}</p>;
  const Rows = isPhone ? LineCard : LineRow;
  const rows = lines.map((line, row) => (
    <Rows
      key={line.key}
      {...{ list, columns, line, row, form, isOpen, errors }}
      onRemove={() => remove(row)}
    />
  ));
  return (
    <div className="grid-box" onKeyDown={onKeyDown} onPaste={(event) => void onPaste(event).catch(warnOf)}>
      {isPhone ? (
        <ol className="line-cards">{rows}</ol>
      ) : (
        <div
          className="table-scroll free"
          tabIndex={isOpen ? undefined : 0}
          role="region"
          aria-label={label(list.label)}
        >
          <table className="table grid" ref={table}>
            <thead>
              <GridHead columns={columns} isOpen={isOpen} />
            </thead>
            <tbody>{rows}</tbody>
          </table>
        </div>
      )}
      {isOpen && (
        <div className="grid-foot">
          <button type="button" className="button quiet" onClick={add}>
            <Plus size={15} aria-hidden />
            {t('addLine')}
          </button>
          <span className="muted desk">{t('pasteHint')}</span>
        </div>
      )}
    </div>
  );
}

function GridHead({ columns, isOpen }: { columns: Field[]; isOpen: boolean }) {
  const t = useWords();
  const label = useLabels();
  return (
    <tr>
      <th scope="col" className="line-number">
        <span className="unseen">{t('line')}</span>#
      </th>
      {columns.map((field) => (
        <th key={field.name} scope="col" className={`type-${field.type}${isNumeric(field) ? ' number' : ''}`}>
          {label(field.label)}
          {field.required && isOpen && !field.readonly ? <span className="needed"> *</span> : null}
        </th>
      ))}
      {isOpen && (
        <th scope="col">
          <span className="unseen">{t('remove')}</span>
        </th>
      )}
    </tr>
  );
}

interface LineProps {
  list: Field;
  columns: Field[];
  line: LineEdit;
  row: number;
  form: Form;
  isOpen: boolean;
  errors: Record<string, string>;
  onRemove: () => void;
}

function Cell({
  list,
  line,
  row,
  form,
  isOpen,
  errors,
  field,
  column,
}: LineProps & { field: Field; column: number }) {
  const t = useWords();
  const label = useLabels();
  const value = shownLine(line)[field.name];
  if (!isOpen || field.readonly) return <Value field={field} value={value} />;
  const message = errors[`${list.name}/${row}/${field.name}`];
  const name = t('cellOf', { field: label(field.label), line: row + 1 });
  return (
    <>
      <FieldInput
        inGrid
        field={field}
        value={value}
        bad={!!message}
        control={{ 'aria-label': name, 'data-row': row, 'data-column': column, title: message }}
        onChange={(next) => form.setLine(list, line.key, field.name, next)}
      />
      {message && (
        <span className="field-error" role="alert">
          {message}
        </span>
      )}
    </>
  );
}

function LineRow(props: LineProps) {
  const t = useWords();
  const { columns, row, isOpen, onRemove } = props;
  return (
    <tr>
      <td className="line-number">{row + 1}</td>
      {columns.map((field, column) => (
        <td key={field.name} className={`type-${field.type}${isNumeric(field) ? ' number' : ''}`}>
          <Cell {...props} field={field} column={column} />
        </td>
      ))}
      {isOpen && (
        <td className="line-remove">
          <button
            type="button"
            className="button quiet icon"
            tabIndex={-1}
            onClick={onRemove}
            aria-label={t('removeLine', { line: row + 1 })}
          >
            <Trash2 size={15} aria-hidden />
          </button>
        </td>
      )}
    </tr>
  );
}

function LineCard(props: LineProps) {
  const t = useWords();
  const label = useLabels();
  const { columns, row, isOpen, onRemove, line } = props;
  const values = shownLine(line);
  const shown = columns.filter((field) => (isOpen && !field.readonly) || !empty(values[field.name]));
  return (
    <li className="line-card">
      <div className="line-card-head">
        <span className="muted">{t('lineNumber', { line: row + 1 })}</span>
        {isOpen && (
          <button
            type="button"
            className="button quiet icon"
            onClick={onRemove}
            aria-label={t('removeLine', { line: row + 1 })}
          >
            <Trash2 size={16} aria-hidden />
          </button>
        )}
      </div>
      <dl className="line-card-fields">
        {shown.map((field) => (
          <div key={field.name} className={`type-${field.type}`}>
            <dt>{label(field.label)}</dt>
            <dd>
              <Cell {...props} field={field} column={columns.indexOf(field)} />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
