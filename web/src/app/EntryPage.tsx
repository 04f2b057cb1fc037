import { Link, useParams } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Construction, Plus } from 'lucide-react';
import { Empty } from '../ui/Empty.tsx';
import { grouped } from '../ui/format.ts';
import { api } from './api.ts';
import { useLabels, useWords } from './language.ts';
import { entries, nounsUnder, settings } from './menu.ts';
import { pathOf, type Noun } from './meta.ts';
import { NotFound } from './NotFound.tsx';
import { Recent } from './Recent.tsx';
import { useMeta } from './session.ts';

/** What stands under one entry of the menu, with how many of each there are. */
export function EntryPage() {
  const t = useWords();
  const { entry: name } = useParams({ from: '/go/$entry' });
  const { nouns } = useMeta();
  const entry = [...entries, settings].find((one) => one.name === name);
  if (!entry) return <NotFound />;
  const under = nounsUnder(nouns, entry);
  return (
    <>
      <header className="page-head">
        <h1>{t(entry.word)}</h1>
      </header>
      {under.length === 0 ? (
        <section className="card">
          <Empty icon={Construction} title={t('notBuilt')}>
            {t('notBuiltLong')}
          </Empty>
        </section>
      ) : (
        <>
          <div className="noun-cards">
            {under.map((noun) => (
              <NounCard key={noun.name} noun={noun} />
            ))}
          </div>
          {under.some((noun) => noun.kind === 'document') && <Recent nouns={under} />}
        </>
      )}
    </>
  );
}

function NounCard({ noun }: { noun: Noun }) {
  const t = useWords();
  const label = useLabels();
  const { data } = useQuery({
    queryKey: ['list', noun.name, 'count'],
    queryFn: ({ signal }) => api.list(noun.name, { limit: 1 }, signal),
  });
  return (
    <div className="card noun-card">
      <Link className="noun-card-link" to="/$module/$noun" params={pathOf(noun.name)}>
        <span>{label(noun.plural)}</span>
        <strong className="figure">{data ? grouped(String(data.count)) : ' '}</strong>
      </Link>
      {noun.may.includes('create') && (
        <Link
          className="button quiet icon"
          to="/$module/$noun/$id"
          params={{ ...pathOf(noun.name), id: 'new' }}
          aria-label={t('newOf', { noun: label(noun.label) })}
        >
          <Plus size={16} aria-hidden />
        </Link>
      )}
    </div>
  );
}
