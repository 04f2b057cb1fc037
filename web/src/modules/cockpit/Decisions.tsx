import { Link } from '@tanstack/react-router';
import { CircleCheck, Clock, Receipt, ShieldAlert, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useWords, type Word } from '../../app/language.ts';
import { pathOf } from '../../app/meta.ts';
import { useMe, useMeta } from '../../app/session.ts';
import { Empty, Loading } from '../../ui/Empty.tsx';
import { withTerm } from '../../ui/filter.ts';
import { useMoney } from './figures.tsx';
import { usePartyWorths, type PartyWorth } from './worth.ts';

interface Source {
  word: Word;
  note: Word;
  act: Word;
  icon: LucideIcon;
  tone: 'bad' | 'warn' | 'accent';
  noun: string;
  party: string;
  filter: string;
  sum: string;
}

/** What waits for a person, by customer; `{today}` is put in when asked. */
const sources: Source[] = [
  {
    word: 'decideHeld',
    note: 'decideHeldNote',
    act: 'actApprove',
    icon: ShieldAlert,
    tone: 'accent',
    noun: 'sales.order',
    party: 'customer',
    filter: 'state:held',
    sum: 'total',
  },
  {
    word: 'decideLate',
    note: 'decideLateNote',
    act: 'actDeliver',
    icon: TriangleAlert,
    tone: 'bad',
    noun: 'sales.order',
    party: 'customer',
    filter: 'state:confirmed -delivery_progress:full due<{today}',
    sum: 'total',
  },
  {
    word: 'decideOverdue',
    note: 'decideOverdueNote',
    act: 'actCollect',
    icon: Clock,
    tone: 'bad',
    noun: 'finance.invoice',
    party: 'party',
    filter: 'state:posted kind:sales_invoice open>0 due<{today}',
    sum: 'open',
  },
  {
    word: 'decideInvoice',
    note: 'decideInvoiceNote',
    act: 'actInvoice',
    icon: Receipt,
    tone: 'warn',
    noun: 'finance.invoice',
    party: 'party',
    filter: 'state:draft kind:sales_invoice',
    sum: 'total',
  },
];

const shownRows = 6;

export function Decisions() {
  const t = useWords();
  const { today } = useMe();
  const { nouns } = useMeta();
  const open = sources
    .filter((source) => nouns.some((noun) => noun.name === source.noun && noun.may.includes('read')))
    .map((source) => ({ ...source, filter: source.filter.replace('{today}', today) }));
  const found = usePartyWorths(open);
  const ranked = open
    .flatMap((source, index) => (found?.[index] ?? []).map((worth) => ({ source, worth })))
    .sort((a, b) => b.worth.amount - a.worth.amount);
  return (
    <section className="card decisions" aria-labelledby="decisions">
      <header className="panel-head">
        <div>
          <h2 id="decisions">{t('decisions')}</h2>
          <p className="muted">{t('decisionsLong')}</p>
        </div>
        {found && <span className="count-badge figure">{ranked.length}</span>}
      </header>
      {!found ? (
        <Loading rows={shownRows} />
      ) : ranked.length === 0 ? (
        <Empty icon={CircleCheck} title={t('nothingToDecide')} />
      ) : (
        <ul>
          {ranked.slice(0, shownRows).map(({ source, worth }) => (
            <Decision key={source.word + worth.party} source={source} worth={worth} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Decision({ source, worth }: { source: Source; worth: PartyWorth }) {
  const t = useWords();
  const money = useMoney();
  const { icon: Icon } = source;
  const filter = withTerm(source.filter, source.party, worth.party);
  return (
    <li className="decision">
      <span className="decision-icon" data-tone={source.tone}>
        <Icon size={16} aria-hidden />
      </span>
      <span className="decision-text">
        <strong>{t(source.word, { party: worth.party })}</strong>
        <span className="muted">{t(source.note, { count: worth.count })}</span>
      </span>
      <span className="decision-end">
        <span className="figure">
          <span className="muted">{t('atStake')}</span> <strong>{money(worth.amount)}</strong>
        </span>
        <Link className="button small" to="/$module/$noun" params={pathOf(source.noun)} search={{ filter }}>
          {t(source.act)}
          <span className="unseen">{worth.party}</span>
        </Link>
      </span>
    </li>
  );
}
