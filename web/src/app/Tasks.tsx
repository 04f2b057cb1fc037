import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { grouped } from '../ui/format.ts';
import { api } from './api.ts';
import { useLabels, useWords } from './language.ts';
import { isStep, pathOf, type Noun } from './meta.ts';
import { recentColumns, RecentRows } from './Recent.tsx';
import { useMeta } from './session.ts';

/** What waits: the documents of each kind that this user may carry a step further. */
export function Tasks() {
  const t = useWords();
  const { nouns } = useMeta();
  const documents = nouns.filter((noun) => noun.kind === 'document' && noun.menu && waiting(noun).length > 0);
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('tasks')}</h1>
          <p className="muted">{t('tasksLong')}</p>
        </div>
      </header>
      <div className="recent">
        {documents.map((noun) => (
          <TaskCard key={noun.name} noun={noun} />
        ))}
      </div>
    </>
  );
}

/** States from which a step of this user leads on: to confirm, to ship, to post; never out or aside. */
function waiting(noun: Noun): string[] {
  const verbs = (noun.verbs ?? []).filter((verb) => noun.may.includes(verb.name) && isStep(noun, verb));
  return [...new Set(verbs.flatMap((verb) => verb.from))];
}

const shownRows = 8;

/** What to do next with each, oldest first; the whole list is one click away. */
function TaskCard({ noun }: { noun: Noun }) {
  const t = useWords();
  const label = useLabels();
  const title = useId();
  const filter = `state:${waiting(noun).join(',')}`;
  const { data } = useQuery({
    queryKey: ['list', noun.name, 'tasks', filter],
    queryFn: ({ signal }) =>
      api.list(noun.name, { filter, sort: 'id', limit: shownRows, columns: recentColumns(noun) }, signal),
    retry: false,
  });
  if (!data?.count) return null;
  return (
    <section className="card" aria-labelledby={title}>
      <h2 id={title} className="card-title">
        {label(noun.plural)}
        <Link className="link" to="/$module/$noun" params={pathOf(noun.name)} search={{ filter }}>
          {t('allOf', { count: grouped(String(data.count)) })}
        </Link>
      </h2>
      <RecentRows noun={noun} rows={data.rows} />
    </section>
  );
}
