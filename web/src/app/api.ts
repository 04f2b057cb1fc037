// The one place that speaks HTTP. Cookies carry the session; the CSRF token comes from /me.

import type { Card, Effect, HistoryEvent, Me, Meta, Row, Values } from './meta.ts';
import { pathOf } from './meta.ts';

export const root = '/api/v1';

interface RefusalBody {
  rule?: string;
  field?: string;
  message?: string;
  reference?: string;
  values?: Values;
  yours?: unknown;
  current?: Row;
}

/** A "no" of the server: a named rule, the field it concerns, and a sentence for the user. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: RefusalBody;
  constructor(status: number, body: RefusalBody) {
    super(body.message ?? body.rule ?? `HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
  get rule() {
    return this.body.rule ?? '';
  }
  /** "/lines/0/quantity" without its first slash. */
  get field() {
    return (this.body.field ?? '').replace(/^\//, '');
  }
}

let csrf = '';
export const keepToken = (me: Me | null) => {
  csrf = me?.csrf ?? '';
};

export interface Options {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function send(path: string, options: Options): Promise<Response> {
  const method = options.method ?? 'GET';
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  let body: string | Blob | undefined;
  if (options.body instanceof Blob) body = options.body;
  else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  try {
    return await fetch(root + path, {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Refusal(0, { rule: 'server_must_be_reachable' });
  }
}

export async function call<T>(path: string, options: Options = {}): Promise<T> {
  const response = await send(path, options);
  const text = await response.text();
  const type = response.headers.get('Content-Type') ?? '';
  const answer: unknown = text && type.includes('json') ? JSON.parse(text) : {};
  if (!response.ok) throw new Refusal(response.status, answer as RefusalBody);
  const tag = response.headers.get('ETag');
  if (tag && answer && typeof answer === 'object' && !('version' in answer)) {
    (answer as Values)['version'] = tag.replaceAll('"', '');
  }
  return answer as T;
}

/** crypto.randomUUID needs https; a server on the office network may have only http. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface ListQuery {
  filter?: string;
  search?: string;
  sort?: string;
  limit?: number;
  after?: string;
  columns?: string[];
  sum?: string[];
  group?: string;
}
/** One figure, or one per currency where the set has several. */
export type Sum = string | Record<string, string>;

export interface ListAnswer {
  rows: Row[];
  count: number;
  sums: Record<string, Sum>;
  next: string | null;
}
export interface Group {
  key: unknown;
  title?: string;
  count: number;
  sums: Record<string, Sum>;
}
export interface Preview {
  record: Row;
  effects: Effect[];
  /** Of those not among the effects: how many, by noun. */
  more: Record<string, number>;
  /** What all that would be posted adds up to, by account. */
  totals: { noun: string; id: string; title: string; amount: string }[];
}
export interface ImportAnswer {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  errors: { line: number; field?: string; rule: string; message?: string }[];
}
export interface ReportColumn {
  name: string;
  label: unknown;
  type: string;
  noun?: string;
}
export interface ReportAnswer {
  columns: ReportColumn[];
  rows: unknown[][];
  totals?: unknown[];
}

export function listParameters(query: ListQuery): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  return search.size ? `?${search}` : '';
}

const at = (noun: string) => {
  const path = pathOf(noun);
  return `/${path.module}/${path.noun}`;
};

export const nounAddress = (noun: string) => root + at(noun);

export const api = {
  login: (user: string, password: string) => call<Me>('/login', { method: 'POST', body: { user, password } }),
  logout: () => call('/logout', { method: 'POST', body: {} }),
  me: () => call<Me>('/me'),
  setMe: (body: { company?: string; language?: string }) => call<Me>('/me', { method: 'PATCH', body }),
  meta: () => call<Meta>('/meta'),
  list: (noun: string, query: ListQuery, signal?: AbortSignal) =>
    call<ListAnswer>(at(noun) + listParameters(query), { signal }),
  groups: (noun: string, query: ListQuery, signal?: AbortSignal) =>
    call<{ groups: Group[] }>(at(noun) + listParameters(query), { signal }),
  record: (noun: string, id: string) => call<Row>(`${at(noun)}/${id}`),
  history: (noun: string, id: string) => call<{ events: HistoryEvent[] }>(`${at(noun)}/${id}/history`),
  related: (noun: string, id: string) => call<{ up: Card[]; down: Card[] }>(`${at(noun)}/${id}/related`),
  complete: (noun: string, body: Values, signal?: AbortSignal) =>
    call<Row>(`${at(noun)}/new?titles=1`, { method: 'POST', body, signal }),
  create: (noun: string, body: Values, key: string) =>
    call<Row>(`${at(noun)}?titles=1`, { method: 'POST', body, headers: { 'Idempotency-Key': key } }),
  edit: (noun: string, id: string, version: unknown, body: Values) =>
    call<Row>(`${at(noun)}/${id}?titles=1`, { method: 'PATCH', body, headers: ifMatch(version) }),
  previewEdit: (noun: string, id: string, version: unknown, body: Values) =>
    call<Preview>(`${at(noun)}/${id}?preview=1&titles=1`, {
      method: 'PATCH',
      body,
      headers: ifMatch(version),
    }),
  remove: (noun: string, id: string, version: unknown) =>
    call(`${at(noun)}/${id}`, { method: 'DELETE', headers: ifMatch(version) }),
  carryOut: (
    noun: string,
    id: string,
    verb: string,
    step: { version?: unknown; body: Values; key: string },
  ) =>
    call<Row>(`${at(noun)}/${id}/${verb}?titles=1`, {
      method: 'POST',
      body: step.body,
      headers: { ...ifMatch(step.version), 'Idempotency-Key': step.key },
    }),
  previewVerb: (noun: string, id: string, verb: string, body: Values) =>
    call<Preview>(`${at(noun)}/${id}/${verb}?preview=1&titles=1`, { method: 'POST', body }),
  bringIn: (noun: string, file: Blob, parameters: { key: string; dryRun: boolean }) => {
    const query = new URLSearchParams({ ...(parameters.dryRun && { dry_run: '1' }), key: parameters.key });
    const body = new Blob([file], { type: 'text/csv' });
    return call<ImportAnswer>(`${at(noun)}/import?${query}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'text/csv' },
    });
  },
  reports: () => call<unknown>('/reports'),
  report: <T = ReportAnswer>(name: string, parameters: Record<string, string>) =>
    call<T>(`/reports/${name}${listParameters(parameters as ListQuery)}`),
};

function ifMatch(version: unknown): Record<string, string> {
  return version === undefined || version === null ? {} : { 'If-Match': `"${String(version)}"` };
}
