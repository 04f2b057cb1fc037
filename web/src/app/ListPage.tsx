import { useParams } from '@tanstack/react-router';
import { RecordList } from '../ui/RecordList.tsx';
import { NotFound } from './NotFound.tsx';
import { useNoun } from './session.ts';

export function ListPage() {
  const path = useParams({ from: '/$module/$noun' });
  const noun = useNoun(`${path.module}.${path.noun}`);
  return noun ? <RecordList key={noun.name} noun={noun} /> : <NotFound />;
}
