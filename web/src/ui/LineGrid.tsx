import { Plus, Trash2 } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { useLabels, useWords } from '../app/language.ts';
import { isNumeric, type Field, type Noun, type Values } from '../app/meta.ts';
import { useMeta } from '../app/session.ts';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import { FieldInput } from './FieldInput.tsx';
import { useLineColumns } from './lineColumns.ts';
import { shownLine, type Form, type LineEdit } from './useForm.ts';
import { warnOf } from './toast.tsx';
import { useGrid } from './useGrid.ts';
import { usePhone } from './useMedia.ts';
import { Value } from './Value.tsx';

interface Props {
  noun: Noun;
  list: Field;
  form: Form;
  isOpen: boolean;
  errors: Record<string, string>;
  aside?: LineAside | undefined;
  /** What stands at the end of the sheet: the totals. */
  children?: ReactNode;
}

/** A column that is no field of the line: what the program knows beside it. */
export interface LineAside {
  /** The name of the lines it belongs to. */
  list: string;
  /** The field it stands behind. */
  after: string;
  head: string;
  cell: (line: Values) => ReactNode;
}

const empty = (value: unknown) =>
  value === null || value === undefined || value === '' || Number(value) === 0;

/** Lines as a sheet: arrows and Enter move, Enter on the last line adds one, cells can be pasted. */
export function LineGrid({ noun, list, form, isOpen, errors, aside: given, children }: Props) {
  const aside = given?.list === list.name ? given : undefined;
  const label = useLabels();
  const isPhone = usePhone();
  const { nouns } = useMeta();
  const values = (form.lines[list.name] ?? []).map(shownLine);
  const { all, columns, isOwn, toggle, reset } = useLineColumns(noun, list, {
    lines: values,
    head: form.values,
    isOpen,
  });
  const { table, lines, add, remove, onKeyDown, onPaste } = useGrid({ list, form, columns, nouns, isOpen });
  const Rows = isPhone ? LineCard : LineRow;
  const rows = lines.map((line, row) => (
    <Rows
      key={line.key}
      {...{ list, columns, line, row, form, isOpen, errors, aside }}
      onRemove={() => remove(row)}
    />
  ));
  return (
    <>
      <div className="card-title">
        <h2>{label(list.label)}</h2>
        <ColumnsMenu
          isQuiet
          fields={all}
          shown={columns.map((field) => field.name)}
          isOwn={isOwn}
          onToggle={toggle}
          onReset={reset}
        />
      </div>
      <div className="grid-box" onKeyDown={onKeyDown} onPaste={(event) => void onPaste(event).catch(warnOf)}>
        {isPhone ? (
          <ol className="line-cards">{rows}</ol>
        ) : (
          <div className="table-scroll free" tabIndex={0} role="region" aria-label={label(list.label)}>
            <table className="table grid" ref={table}>
              <thead>
                <GridHead {...{ list, columns, isOpen, aside }} />
              </thead>
              <tbody>{rows}</tbody>
            </table>
          </div>
        )}
        <div className="grid-end">
          <GridFoot isOpen={isOpen} isEmpty={lines.length === 0} onAdd={add} />
          {children}
        </div>
      </div>
    </>
  );
}

function GridFoot({ isOpen, isEmpty, onAdd }: { isOpen: boolean; isEmpty: boolean; onAdd: () => void }) {
  const t = useWords();
  if (!isOpen) return isEmpty ? <p className="muted pad">{t('noLines')}</p> : null;
  return (
    <div className="grid-foot">
      <button type="button" className="button quiet" onClick={onAdd}>
        <Plus size={15} aria-hidden />
        {t('addLine')}
      </button>
      <span className="muted desk">{t('pasteHint')}</span>
    </div>
  );
}

/** The first reference says what the line is of; it gets the room. */
function columnClass(list: Field, field: Field): string {
  const isLead = field === list.fields?.find((one) => one.type === 'ref');
  return `type-${field.type}${isNumeric(field) ? ' number' : ''}${isLead ? ' lead' : ''}`;
}

interface HeadProps {
  list: Field;
  columns: Field[];
  isOpen: boolean;
  aside: LineAside | undefined;
}

function GridHead({ list, columns, isOpen, aside }: HeadProps) {
  const t = useWords();
  const label = useLabels();
  return (
    <tr>
      <th scope="col" className="line-number">
        <span className="unseen">{t('line')}</span>#
      </th>
      {columns.map((field) => (
        <Fragment key={field.name}>
          <th scope="col" className={columnClass(list, field)}>
            {label(field.label)}
            {field.required && isOpen && !field.readonly ? <span className="needed"> *</span> : null}
          </th>
          {aside && field.name === aside.after && <th scope="col">{aside.head}</th>}
        </Fragment>
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
  aside: LineAside | undefined;
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
  const { list, columns, line, row, isOpen, aside, onRemove } = props;
  return (
    <tr>
      <td className="line-number">{row + 1}</td>
      {columns.map((field, column) => (
        <Fragment key={field.name}>
          <td className={columnClass(list, field)}>
            <Cell {...props} field={field} column={column} />
          </td>
          {aside && field.name === aside.after && <td>{aside.cell(shownLine(line))}</td>}
        </Fragment>
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
  const { columns, row, isOpen, aside, onRemove, line } = props;
  const values = shownLine(line);
  const beside = aside?.cell(values);
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
        {beside && (
          <div>
            <dt>{aside?.head}</dt>
            <dd>{beside}</dd>
          </div>
        )}
      </dl>
    </li>
  );
}
