import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { compact, currencySign, grouped, showDate } from '../ui/format.ts';
import { Loading } from '../ui/Empty.tsx';
import { sumParts } from '../ui/SumText.tsx';
import { api } from './api.ts';
import { useLabels, useWords, type Word } from './language.ts';
import { pathOf } from './meta.ts';
import { usePreferences } from './preferences.ts';
import { Recent } from './Recent.tsx';
import { useMe, useMeta, useNoun } from './session.ts';

const Cockpit = lazy(() =>
  import('../modules/cockpit/Cockpit.tsx').then((one) => ({ default: one.Cockpit })),
);

interface Tile {
  word: Word;
  noun: string;
  filter: string;
  sum?: string;
  tone?: 'warn' | 'bad';
}

/** For those whose work is not sales: each figure is the count and sum of a list, and leads to that list. */
const tiles: Tile[] = [
  { word: 'tileToShip', noun: 'supply.delivery', filter: 'state:draft,picked,packed' },
  { word: 'tileToReceive', noun: 'supply.receipt', filter: 'state:draft' },
  {
    word: 'tileToDeliver',
    noun: 'sales.order',
    filter: 'state:confirmed -delivery_progress:full',
    sum: 'total',
  },
  { word: 'tileHeld', noun: 'sales.order', filter: 'state:held', sum: 'total', tone: 'bad' },
  { word: 'tileToInvoice', noun: 'finance.invoice', filter: 'state:draft kind:sales_invoice', sum: 'total' },
];

/** The cockpit is made of orders, invoices and the ledger; whoever lacks one of them gets plain tiles. */
const cockpitNouns = ['sales.order', 'finance.invoice'];

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
  const mayRead = (name: string) => nouns.some((noun) => noun.name === name && noun.may.includes('read'));
  const hasCockpit = cockpitNouns.every(mayRead);
  useEffect(() => {
    document.title = `${t('home')} · Octant`;
  });
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{hasCockpit ? t('salesCockpit') : t('welcome', { name: me.user.name || me.user.login })}</h1>
          <p className="muted">
            {t('asOf', { company: me.company.name, date: showDate(me.today, language) })}
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
      <Suspense fallback={<Loading rows={12} />}>
        {hasCockpit ? <Cockpit /> : <Tiles shown={tiles.filter((tile) => mayRead(tile.noun))} />}
        <Recent nouns={nouns.filter((noun) => recentNouns.includes(noun.name))} />
      </Suspense>
    </>
  );
}

function Tiles({ shown }: { shown: Tile[] }) {
  const t = useWords();
  if (shown.length === 0) return null;
  return (
    <section className="card tiles" aria-label={t('figures')}>
      {shown.map((tile) => (
        <TileBox key={tile.word} tile={tile} />
      ))}
    </section>
  );
}

function TileBox({ tile }: { tile: Tile }) {
  const t = useWords();
  const me = useMe();
  const { language } = usePreferences();
  const { noun, filter, sum } = tile;
  const { data, error } = useQuery({
    queryKey: ['list', noun, 'tile', filter],
    queryFn: ({ signal }) => api.list(noun, { filter, limit: 1, sum: sum ? [sum] : undefined }, signal),
    retry: false,
  });
  const parts = sum ? sumParts(data?.sums?.[sum]) : [];
  const own = parts.find(([currency]) => !currency || currency === me.company.currency)?.[1];
  const others = parts.filter(([currency]) => currency && currency !== me.company.currency);
  const count = grouped(String(data?.count ?? 0));
  const isAlarm = tile.tone === 'bad' && !!data?.count;
  const figure = sum ? currencySign(me.company.currency) + compact(own ?? '0', language) : count;
  return (
    <Link className="tile" to="/$module/$noun" params={pathOf(noun)} search={{ filter }}>
      <span className="tile-name">{t(tile.word)}</span>
      <strong className="tile-figure">{data ? figure : '–'}</strong>
      <span className={isAlarm ? 'tile-note bad' : 'tile-note'}>
        {error ? t('couldNotLoad') : sum && t('documents', { count })}
        {others.map(([currency, amount]) => ` · ${currencySign(currency)}${compact(amount, language)}`)}
      </span>
    </Link>
  );
}
