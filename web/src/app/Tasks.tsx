import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { grouped } from '../ui/format.ts';
import { api } from './api.ts';
import { useLabels, useWords } from './language.ts';
import { pathOf, type Noun } from './meta.ts';
import { useMeta } from './session.ts';

/** What waits: the documents of each kind that this user may carry a step further. */
export function Tasks() {
  const t = useWords();
  const { nouns } = useMeta();
  const documents = nouns.filter((noun) => noun.kind === 'document' && noun.menu && waiting(noun).length > 0);
  return (
    <>
      <header className="page-head">
        <h1>{t('tasks')}</h1>
      </header>
      <p className="muted">{t('tasksLong')}</p>
      <div className="noun-cards">
        {documents.map((noun) => (
          <TaskCard key={noun.name} noun={noun} />
        ))}
      </div>
    </>
  );
}

/** States from which a verb of this user leads on, and not out. */
function waiting(noun: Noun): string[] {
  const isBad = (state: string) => noun.states?.find((one) => one.name === state)?.tone === 'bad';
  const verbs = (noun.verbs ?? []).filter((verb) => noun.may.includes(verb.name) && !isBad(verb.to));
  return [...new Set(verbs.flatMap((verb) => verb.from))];
}

function TaskCard({ noun }: { noun: Noun }) {
  const label = useLabels();
  const filter = `state:${waiting(noun).join(',')}`;
  const { data } = useQuery({
    queryKey: ['list', noun.name, 'tasks', filter],
    queryFn: ({ signal }) => api.list(noun.name, { filter, limit: 1 }, signal),
    retry: false,
  });
  if (!data?.count) return null;
  return (
    <div className="card noun-card">
      <Link className="noun-card-link" to="/$module/$noun" params={pathOf(noun.name)} search={{ filter }}>
        <span>{label(noun.plural)}</span>
        <strong className="figure">{grouped(String(data.count))}</strong>
      </Link>
    </div>
  );
}
