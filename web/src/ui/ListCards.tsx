import { Link } from '@tanstack/react-router';
import { useLabels, useWords } from '../app/language.ts';
import {
  fieldNamed,
  isNumeric,
  pathOf,
  stateOf,
  titleOf,
  type Field,
  type Noun,
  type Row,
} from '../app/meta.ts';
import type { RowsProps } from './useList.ts';
import { StateBadge, Value } from './Value.tsx';

/** Rows of a list on a phone: a card each, the rest behind a button. */
export function ListCards({ noun, columns, list }: RowsProps) {
  const t = useWords();
  return (
    <>
      <ul className="row-cards" data-stale={list.isStale || undefined}>
        {list.rows.map((row) => (
          <li key={row.id}>
            <RowCard {...{ noun, columns, row }} />
          </li>
        ))}
      </ul>
      {list.more && (
        <button type="button" className="button more" onClick={list.more}>
          {t('showMore')}
        </button>
      )}
    </>
  );
}

function RowCard({ noun, columns, row }: { noun: Noun; columns: Field[]; row: Row }) {
  const t = useWords();
  const label = useLabels();
  const state = stateOf(noun, row['state']);
  const others = columns.filter(
    (field) => field.name !== noun.title && field.name !== 'state' && hasValue(row[field.name]),
  );
  const figure = others.findLast((field) => field.type === 'amount') ?? others.findLast(isNumeric);
  const currency = fieldNamed(noun, 'currency') && typeof row['currency'] === 'string' ? row['currency'] : '';
  const rest = others.filter((field) => field !== figure).slice(0, 4);
  return (
    <Link className="row-card" to="/$module/$noun/$id" params={{ ...pathOf(noun.name), id: row.id }}>
      <span className="row-card-head">
        <strong className="row-card-title">{titleOf(noun, row) || t('unnumbered')}</strong>
        {state && <StateBadge state={state} />}
      </span>
      <span className="row-card-body">
        <span className="row-card-text">
          {rest.map((field) => (
            <span key={field.name} className="row-card-part">
              {field.type === 'ref' || field.type === 'text' ? null : (
                <span className="muted">{label(field.label)} </span>
              )}
              <Value field={field} value={row[field.name]} plain />
            </span>
          ))}
        </span>
        {figure && (
          <span className="figure">
            <Value field={figure} value={row[figure.name]} plain /> <small>{currency}</small>
          </span>
        )}
      </span>
    </Link>
  );
}

const hasValue = (value: unknown) => value !== null && value !== undefined && value !== '' && value !== false;
