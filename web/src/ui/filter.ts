// The filter text of lists: the builder edits it term by term and leaves alone what it cannot show.

export interface Term {
  field: string;
  op: Op;
  value: string;
}
export const ops = ['=', '!=', '>', '>=', '<', '<=', ':'] as const;
export type Op = (typeof ops)[number];

const termPattern = /(-)?([a-z_][a-z0-9_.]*)(:|!=|>=|<=|=|>|<)("(?:[^"\\]|\\.)*"|[^\s()"]+)/y;
const wordPattern = /("(?:[^"\\]|\\.)*"|[^\s()"]+)/y;

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

function quoted(text: string): string {
  return /^[^\s()"\\]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function termAt(text: string, at: number): { term: Term; end: number } | null {
  termPattern.lastIndex = at;
  const match = termPattern.exec(text);
  if (match) {
    const op = match[1] ? '!=' : (match[3] as Op);
    if (match[1] && match[3] !== ':') return null;
    return { term: { field: match[2]!, op, value: unquoted(match[4]!) }, end: termPattern.lastIndex };
  }
  wordPattern.lastIndex = at;
  const word = wordPattern.exec(text);
  if (!word || word[0].startsWith('-')) return null;
  return { term: { field: '', op: ':', value: unquoted(word[0]) }, end: wordPattern.lastIndex };
}

/** The terms when the text is a plain "and" of them; null when it has groups the builder cannot show. */
export function readFilter(text: string): Term[] | null {
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at += 1;
      continue;
    }
    const found = termAt(text, at);
    if (!found || (!found.term.field && found.term.value === 'or')) return null;
    terms.push(found.term);
    at = found.end;
  }
  return terms;
}

export function writeFilter(terms: Term[]): string {
  return terms
    .filter((term) => term.value.trim() !== '')
    .map((term) =>
      term.field ? `${term.field}${term.op}${quoted(term.value.trim())}` : quoted(term.value.trim()),
    )
    .join(' ');
}

/** Adds or replaces the term of one field, keeping the rest of the text as it was typed. */
export function withTerm(text: string, field: string, value: string | null): string {
  const terms = readFilter(text);
  const added = value === null ? '' : writeFilter([{ field, op: ':', value }]);
  if (!terms) return [text, added].filter(Boolean).join(' ');
  const rest = writeFilter(terms.filter((term) => term.field !== field));
  return [rest, added].filter(Boolean).join(' ');
}
