// Figures and dates as people read them. Decimal strings stay strings: no double may touch an amount.

import type { Language } from '../app/meta.ts';

const decimalPattern = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** "1234567.5" -> "1,234,567.5" */
export function grouped(decimal: string): string {
  const parts = decimalPattern.exec(decimal);
  if (!parts) return decimal;
  const whole = parts[2]!.replace(/\B(?=(\d{3})+$)/g, ',');
  return minus(parts[1]!) + whole + (parts[3] ? `.${parts[3]}` : '');
}

const minus = (sign: string) => (sign === '-' ? '\u2212' : '');

/** "12.500000" -> "12.5": a quantity is stored with six decimals and spoken with those it needs. */
export function trimmed(decimal: string, keep = 0): string {
  const parts = decimalPattern.exec(decimal);
  if (!parts?.[3]) return decimal;
  const fraction = parts[3].replace(/0+$/, '').padEnd(Math.min(keep, parts[3].length), '0');
  return parts[1]! + parts[2]! + (fraction ? `.${fraction}` : '');
}

/** Moves the decimal point: shifted("0.13", 2) is "13", so a ratio is shown and typed as per cent. */
export function shifted(decimal: string, places: number): string {
  const parts = decimalPattern.exec(decimal);
  if (!parts) return decimal;
  const fraction = parts[3] ?? '';
  const point = parts[2]!.length + places;
  let digits = parts[2]! + fraction;
  if (point <= 0) digits = '0'.repeat(1 - point) + digits;
  const at = Math.max(point, 1);
  digits = digits.padEnd(at, '0');
  const whole = digits.slice(0, at).replace(/^0+(?=\d)/, '');
  const sign = parts[1] === '-' ? '-' : '';
  const rest = digits.slice(at).replace(/0+$/, '');
  return sign + whole + (rest ? `.${rest}` : '');
}

export const percent = (ratio: string) => `${grouped(shifted(ratio, 2))}%`;

/** What a person typed or pasted (full-width digits, grouping, currency signs), as the server reads it. */
export function readDecimal(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,'\u2019¥$€£]/g, '')
    .replace(/^[\u2212\u2013]/, '-');
  const found = /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? plain : '';
  return found.replace(/^(-?)\./, '$10.').replace(/\.$/, '');
}

export function currencySign(currency: string | undefined): string {
  if (!currency) return '';
  try {
    const parts = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    });
    return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
  } catch {
    return currency;
  }
}

const steps: Record<Language, [number, string][]> = {
  zh: [
    [1e8, '亿'],
    [1e4, '万'],
  ],
  en: [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'K'],
  ],
};

/** Four figures at most, for tiles: 38421234 is 3842万 or 38.42M. */
export function compact(decimal: string | number, language: Language): string {
  const value = Number(decimal);
  const size = Math.abs(value);
  const [unit, name] = steps[language].find(([step]) => size >= step) ?? [1, ''];
  const scaled = size / unit;
  const places = scaled >= 1000 ? 0 : scaled >= 100 ? 1 : unit === 1 && Number.isInteger(scaled) ? 0 : 2;
  const text = String(Number(scaled.toFixed(places)));
  return minus(value < 0 ? '-' : '') + (unit === 1 ? grouped(text) : text) + name;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "2026-01-05" -> "5 Jan 2026" or "2026-01-05"; Chinese readers use the ISO order anyway. */
export function showDate(date: string, language: Language): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(date);
  if (!parts || language === 'zh') return date.slice(0, 10);
  return `${Number(parts[3])} ${months[Number(parts[2]) - 1]} ${parts[1]}`;
}

/** "2026-11" as it stands below an axis. */
export function shortMonth(month: string, language: Language): string {
  const number = Number(month.slice(5, 7));
  return language === 'zh' ? `${number}月` : months[number - 1]!;
}

/** An instant in the zone of this desk, to the minute. */
export function showInstant(instant: string, language: Language): string {
  const moment = new Date(instant);
  if (Number.isNaN(moment.getTime())) return instant;
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${showDate(date, language)} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** "5/1", "0105", "2026.1.5", "+7" or "today" as a date, given today; "" when it is none. */
export function readDate(text: string, today: string): string {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  if (!plain) return '';
  if (plain === 't' || plain === 'today' || plain === '今天') return today;
  const ahead = /^([+-]\d{1,4})$/.exec(plain);
  if (ahead) return dayAfter(today, Number(ahead[1]));
  const found = /^(?:(\d{4})[-/.年]?)?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(plain);
  if (!found) return '';
  return validDate(Number(found[1] ?? today.slice(0, 4)), Number(found[2]), Number(found[3]));
}

export function dayAfter(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

function validDate(year: number, month: number, day: number): string {
  const moment = new Date(Date.UTC(year, month - 1, day));
  const isReal = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  return isReal ? moment.toISOString().slice(0, 10) : '';
}
