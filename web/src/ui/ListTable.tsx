import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLabels, useWords } from '../app/language.ts';
import { isNumeric, pathOf, titleOf, type Field, type Noun, type Row } from '../app/meta.ts';
import { useKeys } from './keys.ts';
import { useListAddress, type RowsProps } from './useList.ts';
import { RecordLink, Value } from './Value.tsx';

const widths: Partial<Record<Field['type'], number>> = {
  date: 108,
  amount: 124,
  price: 116,
  quantity: 112,
  ratio: 92,
  integer: 92,
  boolean: 84,
  enum: 120,
  currency: 88,
  instant: 168,
  ref: 180,
  any_ref: 170,
};
const badgeWidth = 134;
const widthOf = (field: Field, isTitle: boolean) =>
  isTitle ? 148 : field.name === 'state' ? badgeWidth : (widths[field.type] ?? 180);

/** Rows of a list as a table: only those in sight are in the page. */
export function ListTable(props: RowsProps & { rowHeight: number }) {
  const { noun, columns, list, selected, setSelected, rowHeight } = props;
  const label = useLabels();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: list.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const [active, setActive] = useState(-1);
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown > list.rows.length - 30) list.more?.();
  });
  const toggle = (id: string) => setSelected(toggled(selected, id));
  useRowKeys({
    noun,
    rows: list.rows,
    active,
    toggle,
    go: (index) => {
      setActive(index);
      virtual.scrollToIndex(index);
    },
  });
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const total = columns.reduce((sum, field) => sum + widthOf(field, field.name === noun.title), 44);
  return (
    <div
      className="table-scroll"
      ref={scroller}
      data-stale={list.isStale || undefined}
      tabIndex={0}
      role="region"
      aria-label={label(noun.plural)}
    >
      <table className="table" style={{ minWidth: total }} aria-rowcount={list.answer?.count}>
        <colgroup>
          <col style={{ width: 44 }} />
          {columns.map((field) => (
            <col key={field.name} style={{ width: widthOf(field, field.name === noun.title) }} />
          ))}
        </colgroup>
        <Head {...props} />
        <tbody>
          {before > 0 && (
            <tr aria-hidden>
              <td colSpan={columns.length + 1} style={{ height: before }} />
            </tr>
          )}
          {items.map((item) => (
            <TableRow
              key={list.rows[item.index]!.id}
              row={list.rows[item.index]!}
              {...{ noun, columns, toggle }}
              index={item.index}
              height={rowHeight}
              isActive={item.index === active}
              isSelected={selected.has(list.rows[item.index]!.id)}
            />
          ))}
          {after > 0 && (
            <tr aria-hidden>
              <td colSpan={columns.length + 1} style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

export function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

function Head({ columns, list, selected, setSelected }: RowsProps) {
  const t = useWords();
  const label = useLabels();
  const { search, change } = useListAddress();
  const all = list.rows.length > 0 && list.rows.every((row) => selected.has(row.id));
  const sortBy = (name: string) => {
    const next = search.sort === name ? `-${name}` : search.sort === `-${name}` ? undefined : name;
    change({ sort: next });
  };
  return (
    <thead>
      <tr>
        <th scope="col" className="check-cell">
          <input
            type="checkbox"
            aria-label={t('selectShown')}
            checked={all}
            onChange={() => setSelected(new Set(all ? [] : list.rows.map((row) => row.id)))}
          />
        </th>
        {columns.map((field) => {
          const way =
            search.sort === field.name
              ? 'ascending'
              : search.sort === `-${field.name}`
                ? 'descending'
                : 'none';
          return (
            <th
              key={field.name}
              scope="col"
              aria-sort={way}
              className={isNumeric(field) ? 'number' : undefined}
            >
              <button type="button" className="sort" onClick={() => sortBy(field.name)}>
                {label(field.label)}
                {way === 'ascending' && <ArrowUp size={13} aria-hidden />}
                {way === 'descending' && <ArrowDown size={13} aria-hidden />}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface RowProps {
  noun: Noun;
  columns: Field[];
  row: Row;
  index: number;
  height: number;
  isSelected: boolean;
  isActive: boolean;
  toggle: (id: string) => void;
}

function TableRow({ noun, columns, row, index, height, isSelected, isActive, toggle }: RowProps) {
  const t = useWords();
  const title = titleOf(noun, row) || t('unnumbered');
  return (
    <tr
      style={{ height }}
      data-on={isSelected || undefined}
      data-active={isActive || undefined}
      aria-rowindex={index + 2}
    >
      <td className="check-cell">
        <input
          type="checkbox"
          aria-label={t('selectRow', { title })}
          checked={isSelected}
          onChange={() => toggle(row.id)}
        />
      </td>
      {columns.map((field, column) => {
        const isTitle =
          field.name === noun.title || (column === 0 && !columns.some((one) => one.name === noun.title));
        return (
          <td key={field.name} className={isNumeric(field) ? 'number' : undefined}>
            {isTitle ? (
              <RecordLink noun={noun.name} id={row.id}>
                {title}
              </RecordLink>
            ) : (
              <Value field={field} value={row[field.name]} />
            )}
          </td>
        );
      })}
    </tr>
  );
}

interface RowKeys {
  noun: Noun;
  rows: Row[];
  active: number;
  toggle: (id: string) => void;
  go: (index: number) => void;
}

function useRowKeys({ noun, rows, active, toggle, go }: RowKeys) {
  const navigate = useNavigate();
  const row = rows[active];
  const down = () => go(Math.min(active + 1, rows.length - 1));
  const up = () => go(Math.max(active - 1, 0));
  const open = () =>
    row && void navigate({ to: '/$module/$noun/$id', params: { ...pathOf(noun.name), id: row.id } });
  useKeys([
    { keys: 'j', word: 'keyDown', run: down },
    { keys: 'k', word: 'keyUp', run: up },
    { keys: 'Enter', word: 'keyOpen', run: () => open() },
    { keys: 'x', word: 'keySelect', run: () => row && toggle(row.id) },
  ]);
}
