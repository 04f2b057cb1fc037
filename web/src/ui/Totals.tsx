import { useLabels } from '../app/language.ts';
import { isTotal, textOf, type Noun, type Values } from '../app/meta.ts';
import { useMe } from '../app/session.ts';
import { currencyOf, Value } from './Value.tsx';

const totalFields = (noun: Noun, values: Values) =>
  noun.fields.filter((field) => isTotal(noun, field) && textOf(values[field.name]) !== '');

export const hasTotals = (noun: Noun, values: Values) => totalFields(noun, values).length > 0;

export function Totals({ noun, values }: { noun: Noun; values: Values }) {
  const label = useLabels();
  const me = useMe();
  const fields = totalFields(noun, values);
  if (fields.length === 0) return null;
  const main = noun.sums?.find((name) => fields.some((field) => field.name === name));
  return (
    <dl className="totals">
      {fields.map((field) => (
        <div key={field.name} data-main={field.name === main || undefined}>
          <dt>{label(field.label)}</dt>
          <dd className="figure">
            <Value field={field} value={values[field.name]} />
            {field.name === main && (
              <small className="muted"> {currencyOf(values, me.company.currency)}</small>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
