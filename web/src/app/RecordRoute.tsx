import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { Failed, Loading } from '../ui/Empty.tsx';
import { RecordPage } from '../ui/RecordPage.tsx';
import { api } from './api.ts';
import { draftFrom } from '../modules/followUps.ts';
import type { Noun } from './meta.ts';
import { NotFound } from './NotFound.tsx';
import { useNoun } from './session.ts';

export function RecordRoute() {
  const path = useParams({ from: '/$module/$noun/$id' });
  const noun = useNoun(`${path.module}.${path.noun}`);
  if (!noun) return <NotFound />;
  if (path.id === 'new') return <Fresh key={`${noun.name}/new`} noun={noun} />;
  return <Stored key={`${noun.name}/${path.id}`} noun={noun} id={path.id} />;
}

/** `?from=finance.invoice/17`: the new record is filled in from that one. */
function Fresh({ noun }: { noun: Noun }) {
  const { from = '' } = useSearch({ strict: false }) as { from?: string };
  const [source = '', id = ''] = from.split('/');
  const { data, error } = useQuery({
    queryKey: ['record', source, id],
    queryFn: () => api.record(source, id),
    enabled: !!id,
  });
  if (error) return <Failed isPage error={error} />;
  if (id && !data) return <Loading />;
  return <RecordPage noun={noun} record={null} draft={data && draftFrom(noun, source, data)} />;
}

function Stored({ noun, id }: { noun: Noun; id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['record', noun.name, id],
    queryFn: () => api.record(noun.name, id),
    refetchOnWindowFocus: false,
  });
  if (error && !data) return <Failed isPage error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <RecordPage noun={noun} record={data} />;
}
