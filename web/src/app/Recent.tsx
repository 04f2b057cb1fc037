import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { Empty, Failed, Loading } from '../ui/Empty.tsx';
import { RecordLink, StateBadge, Value } from '../ui/Value.tsx';
import { api } from './api.ts';
import { useLabels, useWords } from './language.ts';
import { fieldNamed, pathOf, stateOf, textOf, titleOf, type Noun, type Row } from './meta.ts';

/** The latest of each of these kinds, side by side; a kind without documents takes no room. */
export function Recent({ nouns }: { nouns: Noun[] }) {
  const t = useWords();
  const shown = nouns.filter((noun) => noun.kind === 'document' && noun.may.includes('read'));
  if (shown.length === 0)
    return (
      <section className="card">
        <Empty title={t('nothingForYou')}>{t('nothingForYouLong')}</Empty>
      </section>
    );
  return (
    <div className="recent">
      {shown.map((noun) => (
        <RecentCard key={noun.name} noun={noun} />
      ))}
    </div>
  );
}

const shownRows = 6;

function RecentCard({ noun }: { noun: Noun }) {
  const t = useWords();
  const label = useLabels();
  const title = useId();
  const { data, error } = useQuery({
    queryKey: ['list', noun.name, 'recent'],
    queryFn: () => api.list(noun.name, { sort: '-id', limit: shownRows, columns: recentColumns(noun) }),
    retry: false,
  });
  if (data?.count === 0) return null;
  return (
    <section className="card" aria-labelledby={title}>
      <h2 id={title} className="card-title">
        {t('latest', { nouns: label(noun.plural) })}
        <Link className="link" to="/$module/$noun" params={pathOf(noun.name)}>
          {t('all')}
        </Link>
      </h2>
      {error ? (
        <Failed error={error} />
      ) : data ? (
        <RecentRows noun={noun} rows={data.rows} />
      ) : (
        <Loading rows={shownRows} />
      )}
    </section>
  );
}

const partyOf = (noun: Noun) => noun.fields.find((field) => field.type === 'ref' && field.required);
const amountOf = (noun: Noun) =>
  noun.sums?.map((name) => fieldNamed(noun, name)).find((field) => field?.type === 'amount');

export function recentColumns(noun: Noun): string[] {
  const names = [noun.title, 'number', 'state', 'date', partyOf(noun)?.name, amountOf(noun)?.name];
  return names.filter((name): name is string => !!name && !!fieldNamed(noun, name));
}

export function RecentRows({ noun, rows }: { noun: Noun; rows: Row[] }) {
  const t = useWords();
  const party = partyOf(noun);
  const amount = amountOf(noun);
  return (
    <ul className="recent-list">
      {rows.map((row) => {
        const state = stateOf(noun, row['state']);
        return (
          <li key={row.id}>
            <RecordLink noun={noun.name} id={row.id}>
              {titleOf(noun, row) || t('unnumbered')}
            </RecordLink>
            <span className="recent-party">{party ? textOf(row[party.name]) : ''}</span>
            {state && <StateBadge state={state} />}
            <span className="figure">{amount && <Value field={amount} value={row[amount.name]} />}</span>
          </li>
        );
      })}
    </ul>
  );
}
