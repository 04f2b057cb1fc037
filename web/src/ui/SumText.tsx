import type { Sum } from '../app/api.ts';
import type { Field } from '../app/meta.ts';
import { usePreferences } from '../app/preferences.ts';
import { plainText } from './Value.tsx';

export const sumParts = (sum: Sum | undefined): [string, string][] =>
  sum === undefined ? [] : typeof sum === 'string' ? [['', sum]] : Object.entries(sum);

/** The sum of a column, each currency by itself: they cannot be added. */
export function SumText({ field, sum }: { field: Field; sum: Sum | undefined }) {
  const { language } = usePreferences();
  return sumParts(sum).map(([currency, value]) => (
    <span key={currency} className="sum">
      <span className="figure">{plainText(field, value, language)}</span>
      {currency && <small className="muted"> {currency}</small>}
    </span>
  ));
}
