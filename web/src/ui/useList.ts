// The state of a list stands in its address; the rows come page by page from the server.

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, type ListAnswer, type ListQuery } from '../app/api.ts';
import { fieldNamed, type Field, type Noun, type Row } from '../app/meta.ts';
import { setPreferences, usePreferences } from '../app/preferences.ts';
import { useMe } from '../app/session.ts';
import { withTerm } from './filter.ts';
import type { ListSearch } from './listFields.ts';

const pageRows = 100;

export function useListAddress() {
  const search = useSearch({ from: '/$module/$noun' });
  const navigate = useNavigate({ from: '/$module/$noun' });
  const change = (next: ListSearch) => void navigate({ search: (old) => ({ ...old, ...next }) });
  return { search, change };
}

export function useColumns(noun: Noun) {
  const me = useMe();
  const place = `${me.user.id}/${noun.name}`;
  const chosen = usePreferences().columns;
  const names = chosen[place] ?? noun.list;
  const columns = names.map((name) => fieldNamed(noun, name)).filter((field): field is Field => !!field);
  const choose = (next: string[] | null) => {
    const { [place]: _, ...others } = chosen;
    setPreferences({ columns: next ? { ...others, [place]: next } : others });
  };
  return { columns, names, choose, isOwn: place in chosen };
}

/** What is asked besides the columns on show: the name of the row, its state, and its currency. */
function asked(noun: Noun, columns: Field[]): string[] {
  const extra = [noun.title, 'state', 'currency'].filter((name) => fieldNamed(noun, name));
  return [...new Set([...columns.map((field) => field.name), ...extra])];
}

export function listQuery(noun: Noun, search: ListSearch, columns: Field[]): ListQuery {
  return { filter: search.filter, sort: search.sort, columns: asked(noun, columns), sum: noun.sums };
}

export interface ListState {
  rows: Row[];
  answer: ListAnswer | undefined;
  error: unknown;
  isLoading: boolean;
  isStale: boolean;
  more: (() => void) | null;
  retry: () => void;
}

export interface RowsProps {
  noun: Noun;
  columns: Field[];
  list: ListState;
  selected: ReadonlySet<string>;
  setSelected: (next: ReadonlySet<string>) => void;
}

export function useRows(noun: Noun, search: ListSearch, columns: Field[]): ListState {
  const query = { ...listQuery(noun, search, columns), limit: pageRows };
  const pages = useInfiniteQuery({
    queryKey: ['list', noun.name, query],
    queryFn: ({ pageParam, signal }) => api.list(noun.name, { ...query, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: !search.group,
  });
  return {
    rows: pages.data?.pages.flatMap((page) => page.rows) ?? [],
    answer: pages.data?.pages[0],
    error: pages.error,
    isLoading: pages.isPending && !search.group,
    isStale: pages.isPlaceholderData,
    more: pages.hasNextPage && !pages.isFetching ? () => void pages.fetchNextPage() : null,
    retry: () => void pages.refetch(),
  };
}

/** How many documents stand in each state, under the rest of the filter. */
export function useStateCounts(noun: Noun, filter: string | undefined) {
  const rest = withTerm(filter ?? '', 'state', null);
  return useQuery({
    queryKey: ['list', noun.name, 'states', rest],
    queryFn: ({ signal }) => api.groups(noun.name, { filter: rest, group: 'state' }, signal),
    enabled: !!noun.states?.length,
    placeholderData: keepPreviousData,
  });
}
