// Quarters and months as plain dates, so that a figure and the list behind it ask for the same days.

export interface Quarter {
  year: number;
  number: number;
  from: string;
  to: string;
}

const day = (year: number, month: number, date: number) =>
  new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);

export function quarter(year: number, number: number): Quarter {
  const first = (number - 1) * 3;
  return { year, number, from: day(year, first, 1), to: day(year, first + 3, 0) };
}

export const quarterOf = (date: string): Quarter =>
  quarter(Number(date.slice(0, 4)), Math.floor((Number(date.slice(5, 7)) - 1) / 3) + 1);

export const quarterBefore = ({ year, number }: Quarter): Quarter =>
  number === 1 ? quarter(year - 1, 4) : quarter(year, number - 1);

const dayLength = 86_400_000;

/** As many days into the quarter before as `date` is into its own: what a quarter under way is measured by. */
export function sameDayBefore(date: string): string {
  const own = quarterOf(date);
  const before = quarterBefore(own);
  const into = (Date.parse(date) - Date.parse(own.from)) / dayLength;
  const found = new Date(Date.parse(before.from) + into * dayLength).toISOString().slice(0, 10);
  return found < before.to ? found : before.to;
}

/** The last `count` months up to the one of `date`, as "2026-11". */
export function monthsUpTo(date: string, count: number): string[] {
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
  return Array.from({ length: count }, (_, index) => day(year, month - count + index, 1).slice(0, 7));
}

export const lastDayOf = (month: string) => day(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0);
