import { useMe } from '../../app/session.ts';
import { usePreferences } from '../../app/preferences.ts';
import { compact, currencySign } from '../../ui/format.ts';

/** Money of the company in four digits, as it stands on tiles. */
export function useMoney(): (amount: number) => string {
  const { language } = usePreferences();
  const sign = currencySign(useMe().company.currency);
  return (amount) => {
    const text = compact(Math.round(Math.abs(amount)), language);
    return (amount < 0 ? '\u2212' : '') + sign + text;
  };
}

export const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);

export const inPercent = (ratio: number, places = 1) =>
  `${(ratio * 100).toFixed(places)}%`.replace('-', '\u2212');

export function Change({ ratio, points }: { ratio?: number; points?: number }) {
  const value = ratio ?? points ?? 0;
  const size = Math.abs(value * 100).toFixed(1);
  const unit = ratio === undefined ? ' pt' : '%';
  return (
    <b className={value < 0 ? 'bad' : 'good'}>
      {value < 0 ? '\u2212' : '+'}
      {size}
      {unit}
    </b>
  );
}

const width = 64;
const height = 22;

/** A line without axes: the course of a figure, told in words beside it. */
export function Spark({ values }: { values: number[] | undefined }) {
  if (!values || values.length < 2) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, index) => {
    const x = 1 + (index * (width - 2)) / (values.length - 1);
    return `${x.toFixed(1)},${(height - 2 - ((value - low) / span) * (height - 4)).toFixed(1)}`;
  });
  return (
    <svg className="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      <polyline points={points.join(' ')} />
    </svg>
  );
}
