import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useEffect } from 'react';
import { compact, currencySign, grouped, showDate } from '../ui/format.ts';
import { Empty, Failed } from '../ui/Empty.tsx';
import { sumParts } from '../ui/SumText.tsx';
import { RecordLink, StateBadge, Value } from '../ui/Value.tsx';
import { api } from './api.ts';
import { useLabels, useWords, type Word } from './language.ts';
import { fieldNamed, pathOf, stateOf, textOf, titleOf, type Noun, type Row } from './meta.ts';
import { usePreferences } from './preferences.ts';
import { useMe, useMeta, useNoun } from './session.ts';

interface Tile {
  word: Word;
  noun: string;
  filter: string;
  sum: string;
  tone?: 'warn' | 'bad';
}

const owed = 'state:posted kind:sales_invoice';

/** Each figure is the count and sum of a list, and leads to that list. */
const tiles: Tile[] = [
  { word: 'tileOpenOrders', noun: 'sales.order', filter: 'state:confirmed', sum: 'total' },
  {
    word: 'tileToDeliver',
    noun: 'sales.order',
    filter: 'state:confirmed -delivery_progress:full',
    sum: 'total',
  },
  { word: 'tileHeld', noun: 'sales.order', filter: 'state:held', sum: 'total', tone: 'bad' },
  { word: 'tileToInvoice', noun: 'finance.invoice', filter: 'state:draft kind:sales_invoice', sum: 'total' },
  { word: 'tileReceivable', noun: 'finance.invoice', filter: `${owed} open>0`, sum: 'open' },
  {
    word: 'tileOverdue',
    noun: 'finance.invoice',
    filter: `${owed} open>0 due<{today}`,
    sum: 'open',
    tone: 'bad',
  },
];

const recentNouns = [
  'sales.order',
  'supply.delivery',
  'finance.invoice',
  'finance.payment',
  'sales.quotation',
];

export function Home() {
  const t = useWords();
  const label = useLabels();
  const me = useMe();
  const { language } = usePreferences();
  const { nouns } = useMeta();
  const order = useNoun('sales.order');
  useEffect(() => {
    document.title = `${t('home')} · Octant`;
  });
  const shown = tiles.filter((tile) =>
    nouns.some((noun) => noun.name === tile.noun && noun.may.includes('read')),
  );
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('welcome', { name: me.user.name || me.user.login })}</h1>
          <p className="muted">
            {me.company.name} · {showDate(me.today, language)}
          </p>
        </div>
        {order?.may.includes('create') && (
          <div className="page-actions">
            <Link
              className="button primary"
              to="/$module/$noun/$id"
              params={{ ...pathOf(order.name), id: 'new' }}
            >
              <Plus size={16} aria-hidden />
              {t('newOf', { noun: label(order.label) })}
            </Link>
          </div>
        )}
      </header>
      {shown.length > 0 && (
        <section className="card tiles" aria-label={t('figures')}>
          {shown.map((tile) => (
            <TileBox key={tile.word} tile={tile} />
          ))}
        </section>
      )}
      <Recent />
    </>
  );
}

function TileBox({ tile }: { tile: Tile }) {
  const t = useWords();
  const me = useMe();
  const { language } = usePreferences();
  const filter = tile.filter.replace('{today}', me.today);
  const { data, error } = useQuery({
    queryKey: ['list', tile.noun, 'tile', filter],
    queryFn: ({ signal }) => api.list(tile.noun, { filter, limit: 1, sum: [tile.sum] }, signal),
    retry: false,
  });
  const parts = sumParts(data?.sums?.[tile.sum]);
  const own = parts.find(([currency]) => !currency || currency === me.company.currency)?.[1];
  const others = parts.filter(([currency]) => currency && currency !== me.company.currency);
  const isAlarm = tile.tone === 'bad' && !!data?.count;
  const note = error ? t('couldNotLoad') : t('documents', { count: grouped(String(data?.count ?? 0)) });
  return (
    <Link className="tile" to="/$module/$noun" params={pathOf(tile.noun)} search={{ filter }}>
      <span className="tile-name">{t(tile.word)}</span>
      <strong className="tile-figure">
        {data ? currencySign(me.company.currency) + compact(own ?? '0', language) : '–'}
      </strong>
      <span className={isAlarm ? 'tile-note bad' : 'tile-note'}>
        {note}
        {others.map(([currency, sum]) => ` · ${currencySign(currency)}${compact(sum, language)}`)}
      </span>
    </Link>
  );
}

function Recent() {
  const t = useWords();
  const label = useLabels();
  const { nouns } = useMeta();
  const shown = recentNouns
    .map((name) => nouns.find((noun) => noun.name === name))
    .filter((noun): noun is Noun => !!noun && noun.may.includes('read'));
  const lists = useQueries({
    queries: shown.map((noun) => ({
      queryKey: ['list', noun.name, 'recent'],
      queryFn: () => api.list(noun.name, { sort: '-id', limit: 6, columns: recentColumns(noun) }),
      retry: false,
    })),
  });
  if (shown.length === 0)
    return (
      <section className="card">
        <Empty title={t('nothingForYou')}>{t('nothingForYouLong')}</Empty>
      </section>
    );
  return (
    <div className="recent">
      {shown.map((noun, index) => (
        <section key={noun.name} className="card" aria-labelledby={`recent-${noun.name}`}>
          <h2 id={`recent-${noun.name}`} className="card-title">
            {t('latest', { nouns: label(noun.plural) })}
            <Link className="link" to="/$module/$noun" params={pathOf(noun.name)}>
              {t('all')}
            </Link>
          </h2>
          {lists[index]?.error ? (
            <Failed error={lists[index].error} />
          ) : (
            <RecentRows
              noun={noun}
              rows={lists[index]?.data?.rows ?? []}
              isEmpty={lists[index]?.data?.count === 0}
            />
          )}
        </section>
      ))}
    </div>
  );
}

const partyOf = (noun: Noun) => noun.fields.find((field) => field.type === 'ref' && field.required);
const amountOf = (noun: Noun) =>
  noun.sums?.map((name) => fieldNamed(noun, name)).find((field) => field?.type === 'amount');

function recentColumns(noun: Noun): string[] {
  const names = [noun.title, 'number', 'state', 'date', partyOf(noun)?.name, amountOf(noun)?.name];
  return names.filter((name): name is string => !!name && !!fieldNamed(noun, name));
}

function RecentRows({ noun, rows, isEmpty }: { noun: Noun; rows: Row[]; isEmpty: boolean }) {
  const t = useWords();
  const label = useLabels();
  const party = partyOf(noun);
  const amount = amountOf(noun);
  if (isEmpty) return <p className="muted pad">{t('nothingYet')}</p>;
  return (
    <ul className="recent-list">
      {rows.map((row) => {
        const state = stateOf(noun, row['state']);
        return (
          <li key={row.id}>
            <RecordLink noun={noun.name} id={row.id}>
              {titleOf(noun, row) || label(noun.label)}
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
