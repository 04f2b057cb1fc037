import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { api } from '../../app/api.ts';
import { useLabels, useWords } from '../../app/language.ts';
import { idOf, type Label, type Noun, type Titled, type Values } from '../../app/meta.ts';
import { usePreferences } from '../../app/preferences.ts';
import { useMe } from '../../app/session.ts';
import { useReports } from '../../app/useReports.ts';
import { grouped, showDate, trimmed } from '../../ui/format.ts';
import type { LineAside } from '../../ui/LineGrid.tsx';
import { shownLine, type Form } from '../../ui/useForm.ts';

interface Projection {
  available: number;
  /** With what is announced, less what other orders wait for. */
  projected: number;
  nextReceipt: string;
}

/** While these states last, what there is of an item matters to the one who promises it. */
const promising: Record<string, string[]> = {
  'sales.order': ['draft', 'held', 'confirmed'],
  'sales.quotation': ['draft', 'sent'],
};

const itemOf = (line: Values) => idOf(line['item'] as Titled | string | null) ?? '';

/** Of some items; none for those who may not ask. */
function useReport(items: string[]) {
  const mayAsk = !!useReports().data?.some((report) => report.name === 'availability');
  const item = items.join(',');
  return useQuery({
    queryKey: ['report', 'availability', item],
    queryFn: () => api.report('availability', { item }),
    enabled: mayAsk && items.length > 0,
    placeholderData: (old) => old,
    retry: false,
  }).data;
}

function useProjections(items: string[]): Map<string, Projection> | undefined {
  const data = useReport(items);
  if (!data || items.length === 0) return undefined;
  const at = (name: string) => data.columns.findIndex((column) => column.name === name);
  const [available, projected, next] = [at('available'), at('projected'), at('next_receipt')];
  return new Map(
    data.rows.map((row) => [
      idOf(row[0] as Titled) ?? '',
      {
        available: Number(row[available]),
        projected: Number(row[projected]),
        nextReceipt: String(row[next] ?? ''),
      },
    ]),
  );
}

/** Beside each line of an order or a quotation: is there enough, and if not, when does more come. */
export function useAvailability(noun: Noun, form: Form): LineAside | undefined {
  const t = useWords();
  const state = String(form.values['state'] ?? 'draft');
  const asks = !!promising[noun.name]?.includes(state) && form.values['delivery_progress'] !== 'full';
  const lines = asks ? (form.lines['lines'] ?? []).map(shownLine) : [];
  const items = [...new Set(lines.map(itemOf).filter(Boolean))].sort();
  const projections = useProjections(items);
  if (!asks || !projections) return undefined;
  return {
    list: 'lines',
    after: 'quantity',
    head: t('availability'),
    cell: (line) => {
      const projection = projections.get(itemOf(line));
      return projection && <Availability line={line} {...projection} isPromised={state === 'confirmed'} />;
    },
  };
}

const number = (line: Values, name: string) => Number(line[name] ?? 0);

function Availability({ line, isPromised, ...there }: Projection & { line: Values; isPromised: boolean }) {
  const t = useWords();
  const { language } = usePreferences();
  const { today } = useMe();
  const wanted = number(line, 'base_quantity') || number(line, 'quantity');
  const open = wanted - number(line, 'delivered') - number(line, 'reserved');
  if (isPromised && open <= 0) {
    return (
      <span className="availability" data-tone="ok">
        <CircleCheck size={14} aria-hidden />
        {number(line, 'reserved') > 0 ? t('qtyReserved') : t('qtyDelivered')}
      </span>
    );
  }
  const isEnough = there.available >= open;
  // What a confirmed order waits for is among the waiting already.
  const comes = there.projected + (isPromised ? open : 0) >= open ? there.nextReceipt : '';
  const Icon = isEnough ? CircleCheck : TriangleAlert;
  return (
    <span className="availability" data-tone={isEnough ? 'ok' : comes ? 'warn' : 'bad'}>
      <Icon size={14} aria-hidden />
      {t('freeNow', { quantity: grouped(trimmed(there.available.toFixed(6))) })}
      {!isEnough && comes && (
        <small className="muted">
          {t(comes < today ? 'enoughLate' : 'enoughOn', { date: showDate(comes, language) })}
        </small>
      )}
    </span>
  );
}

/** On the page of an item: what there is of it, each figure as the report of all items has it. */
export function ItemStock({ noun, id }: { noun: Noun; id: string }) {
  const t = useWords();
  const label = useLabels();
  const { language } = usePreferences();
  const data = useReport(noun.name === 'master.item' ? [id] : []);
  const row = data?.rows[0];
  if (!data || !row) return null;
  const shown = data.columns
    .slice(1)
    .map((column, index) => ({ column, value: String(row[index + 1] ?? '') }));
  return (
    <section className="card pad" aria-label={t('stockNow')}>
      <dl className="facts">
        {shown
          .filter(({ value }) => value !== '')
          .map(({ column, value }) => (
            <div key={column.name}>
              <dt>{label(column.label as Label)}</dt>
              <dd className={value.startsWith('-') ? 'figure below' : 'figure'}>
                {column.type === 'date' ? showDate(value, language) : grouped(trimmed(value))}
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
