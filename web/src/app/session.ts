import { QueryClient, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { api, keepToken, Refusal } from './api.ts';
import { settledMeta, type Me, type Meta, type Noun } from './meta.ts';
import { forgetAllDrafts } from './drafts.ts';
import { preferences, setPreferences } from './preferences.ts';

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && !(error instanceof Refusal && error.status),
    },
  },
});

/** A session that ended while the page was open shows the login again, at the same address. */
client.getQueryCache().subscribe((change) => {
  const error = change.query.state.error;
  if (error instanceof Refusal && error.status === 401 && change.query.queryKey[0] !== 'me') signedOut();
});

export function signedOut() {
  keepToken(null);
  client.setQueryData(['me'], null);
}

export function signedIn(me: Me) {
  keepToken(me);
  if (me.user.language && me.user.language !== preferences().language) {
    setPreferences({ language: me.user.language });
  }
  client.setQueryData(['me'], me);
}

async function whoAmI(): Promise<Me | null> {
  try {
    const me = await api.me();
    signedIn(me);
    return me;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return null;
    throw error;
  }
}

export const useSession = () => useQuery({ queryKey: ['me'], queryFn: whoAmI, staleTime: Infinity });

/** Only below the login gate, where there is a user. */
export function useMe(): Me {
  const { data } = useSuspenseQuery({ queryKey: ['me'], queryFn: whoAmI, staleTime: Infinity });
  if (!data) throw new Refusal(401, {});
  return data;
}

export function useMeta(): Meta {
  return useSuspenseQuery({
    queryKey: ['meta'],
    queryFn: async () => settledMeta(await api.meta()),
    staleTime: Infinity,
  }).data;
}

export function useNoun(name: string | undefined): Noun | undefined {
  const { nouns } = useMeta();
  return nouns.find((noun) => noun.name === name);
}

/** After a command anything may have changed: an order moves stock, a delivery, an invoice. */
export function refreshAll() {
  return client.invalidateQueries({
    predicate: (query) => !['me', 'meta'].includes(String(query.queryKey[0])),
  });
}

export async function switchCompany(company: string) {
  const me = await api.setMe({ company });
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' && query.queryKey[0] !== 'meta' });
  signedIn(me);
  await client.invalidateQueries({ queryKey: ['meta'] });
}

export async function switchLanguage() {
  const language = preferences().language === 'zh' ? 'en' : 'zh';
  setPreferences({ language });
  if (!client.getQueryData(['me'])) return;
  signedIn(await api.setMe({ language }));
}

export async function leave() {
  await api.logout();
  forgetAllDrafts();
  signedOut(); // while the login still listens to it; then nothing is left of the user
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
}
