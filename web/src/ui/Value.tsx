import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Check, Circle, CircleCheck, CircleDot, CircleX, type LucideIcon } from 'lucide-react';
import { useLabels } from '../app/language.ts';
import {
  idOf,
  pathOf,
  textOf,
  type Field,
  type State,
  type Titled,
  type Tone,
  type Values,
} from '../app/meta.ts';
import { usePreferences } from '../app/preferences.ts';
import { useNoun } from '../app/session.ts';
import { grouped, percent, showDate, showInstant, trimmed } from './format.ts';

const shapes: Record<Tone, LucideIcon> = {
  neutral: Circle,
  active: CircleDot,
  good: CircleCheck,
  bad: CircleX,
};

/** A state has a colour, a shape and a word, so that none of the three is needed alone. */
export function StateBadge({ state }: { state: State }) {
  const label = useLabels();
  const Shape = shapes[state.tone] ?? Circle;
  return (
    <span className={`badge tone-${state.tone}`}>
      <Shape size={11} strokeWidth={2.5} aria-hidden />
      {label(state.label)}
    </span>
  );
}

export function RecordLink({
  noun,
  id,
  children,
  isRef,
}: {
  noun: string;
  id: string;
  children: ReactNode;
  isRef?: boolean;
}) {
  return (
    <Link className={isRef ? 'link ref' : 'link'} to="/$module/$noun/$id" params={{ ...pathOf(noun), id }}>
      {children}
    </Link>
  );
}

export function refNoun(field: Field, value: unknown): string | undefined {
  if (field.noun) return field.noun;
  return value && typeof value === 'object' ? (value as Titled).noun : undefined;
}

interface Props {
  field: Field;
  value: unknown;
  plain?: boolean;
}

export function plainText(field: Field, value: unknown, language: 'en' | 'zh'): string {
  if (value === null || value === undefined || value === '') return '';
  switch (field.type) {
    case 'amount':
      return grouped(String(value));
    case 'price':
      return grouped(trimmed(String(value), 2));
    case 'rate':
    case 'quantity':
      return grouped(trimmed(String(value)));
    case 'integer':
      return grouped(String(value));
    case 'ratio':
      return percent(String(value));
    case 'date':
      return showDate(String(value), language);
    case 'instant':
      return showInstant(String(value), language);
    default:
      return textOf(value);
  }
}

/** One value of a record, as read. `plain` leaves out links, inside something that is a link already. */
export function Value({ field, value, plain }: Props) {
  const label = useLabels();
  const { language } = usePreferences();
  if (value === null || value === undefined || value === '') return <span className="none">–</span>;
  if (field.type === 'boolean')
    return value ? <Check size={15} aria-label="✓" /> : <span className="none">–</span>;
  if (field.type === 'enum') {
    const choice = field.values?.find((one) => one.name === value);
    if (choice && 'tone' in choice) return <StateBadge state={choice as State} />;
    return <>{choice ? label(choice.label) : String(value)}</>;
  }
  if (field.type === 'ref' || field.type === 'any_ref') {
    const noun = refNoun(field, value);
    const id = idOf(value);
    if (plain || !noun || !id) return <>{textOf(value)}</>;
    return (
      <RecordLink isRef noun={noun} id={id}>
        <RefText noun={noun} value={value} />
      </RecordLink>
    );
  }
  if (Array.isArray(value)) return <>{value.length}</>;
  const text = plainText(field, value, language);
  const isBelow = typeof value === 'string' && value.startsWith('-') && field.type !== 'text';
  return <span className={isBelow ? 'below' : undefined}>{text}</span>;
}

export const currencyOf = (record: Values | undefined, fallback: string) =>
  textOf(record?.['currency']) || fallback;

/** A reference that came without its title says at least what it is. */
function RefText({ noun, value }: { noun: string; value: unknown }) {
  const label = useLabels();
  const kind = useNoun(noun);
  const title = typeof value === 'object' ? (value as Titled | null)?.title : undefined;
  return <>{title || label(kind?.label) || textOf(value)}</>;
}
