import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { api } from '../../app/api.ts';
import { useLabels, useWords, type Word } from '../../app/language.ts';
import { stateOf } from '../../app/meta.ts';
import { usePreferences } from '../../app/preferences.ts';
import { useNoun } from '../../app/session.ts';
import { Empty, Failed, Loading } from '../../ui/Empty.tsx';
import { grouped, showDate, trimmed } from '../../ui/format.ts';
import { RecordLink, StateBadge } from '../../ui/Value.tsx';
import { Money, type Node } from './chain.tsx';
import { CreditReach } from './Credit.tsx';
import './explain.css';

/** The chain of an order from reservation to margin; each figure with the document it comes from. */
export function Explain() {
  const t = useWords();
  const { id } = useParams({ from: '/sales/order/$id/explain' });
  const { data, error, refetch } = useQuery({
    queryKey: ['report', 'explain', id],
    queryFn: () => api.report<Node>('explain', { order: id }),
  });
  useEffect(() => {
    document.title = `${t('explain')} ${data?.title ?? ''} · Octant`;
  });
  if (error) return <Failed isPage error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <nav className="crumbs">
        <Link to="/$module/$noun/$id" params={{ module: 'sales', noun: 'order', id }}>
          {data.title}
        </Link>
        <ChevronRight size={13} aria-hidden />
      </nav>
      <header className="page-head">
        <div>
          <h1>{t('explainOf', { number: data.title })}</h1>
          <p className="muted">{t('explainLong')}</p>
        </div>
        <p className="explain-total">
          <span className="muted">{data.text}</span> <Money amount={data.amount} />
        </p>
      </header>
      {data.children.length === 0 ? (
        <Empty title={t('nothingYet')} />
      ) : (
        data.children.map((node) => <Section key={node.title} node={node} />)
      )}
    </>
  );
}

function Section({ node }: { node: Node }) {
  if (node.title === 'credit') return <CreditReach node={node} />;
  if (node.noun === 'master.item') return <LineChain line={node} />;
  return (
    <section className="card explain">
      <Branch nodes={[node]} />
    </section>
  );
}

const milestones = ['ordered', 'reserved', 'delivered', 'returned', 'invoiced'] as const;

const milestoneWords: Record<(typeof milestones)[number], Word> = {
  ordered: 'qtyOrdered',
  reserved: 'qtyReserved',
  delivered: 'qtyDelivered',
  returned: 'qtyReturned',
  invoiced: 'qtyInvoiced',
};

/** One line of the order: how far it is, then what happened to it. */
function LineChain({ line }: { line: Node }) {
  const t = useWords();
  const shown = milestones.filter((name) => name === 'ordered' || Number(line.parts?.[name] ?? 0) !== 0);
  return (
    <section className="card explain" aria-label={line.title}>
      <header className="explain-head">
        <h2>
          <RecordLink noun={line.noun} id={line.id}>
            {line.title}
          </RecordLink>
        </h2>
        <ul className="explain-parts">
          {shown.map((name) => (
            <li key={name}>
              {t(milestoneWords[name])} <b className="figure">{grouped(trimmed(line.parts?.[name] ?? ''))}</b>
            </li>
          ))}
        </ul>
        <Money amount={line.amount} />
      </header>
      <Branch nodes={line.children} />
    </section>
  );
}

function Branch({ nodes }: { nodes: Node[] }) {
  return (
    <ul className="tree">
      {nodes.map((node, index) => (
        <li key={index}>
          {isMargin(node) ? <MarginRow node={node} /> : <NodeRow node={node} />}
          {node.children.length > 0 && <Branch nodes={node.children} />}
        </li>
      ))}
    </ul>
  );
}

const isMargin = (node: Node) => node.title === 'margin' || node.title === 'expected margin';

function MarginRow({ node }: { node: Node }) {
  const t = useWords();
  const { revenue = '', cost = '', rate_percent: rate } = node.parts ?? {};
  return (
    <div className="tree-row tree-margin">
      <span className="tree-title">
        <strong>{t(node.title === 'margin' ? 'reportMargin' : 'expectedMargin')}</strong>
        <span className="muted">
          {t('revenue')} <Money amount={revenue} /> − {t('cost')} <Money amount={cost} />
          {rate && ` = ${rate}%`}
        </span>
      </span>
      <span className="tree-amount">
        <Money amount={node.amount} />
      </span>
    </div>
  );
}

function NodeRow({ node }: { node: Node }) {
  const label = useLabels();
  const { language } = usePreferences();
  const noun = useNoun(node.noun || undefined);
  const state = noun && stateOf(noun, node.state);
  return (
    <div className="tree-row">
      <span className="tree-title">
        <span className="tree-kind">{label(noun?.label)}</span>
        <NodeTitle node={node} />
        {state && <StateBadge state={state} />}
        <NodeNote node={node} />
      </span>
      <span className="muted tree-date">{node.date && showDate(node.date, language)}</span>
      <span className="figure tree-figure">{node.quantity && grouped(trimmed(node.quantity))}</span>
      <span className="tree-amount">
        <Money amount={node.amount} />
      </span>
    </div>
  );
}

/** What the row adds in words: of how much a payment is a part, of which stock the goods were taken. */
function NodeNote({ node }: { node: Node }) {
  const t = useWords();
  const { of: whole, stock, worth, available, lot } = node.parts ?? {};
  if (whole)
    return (
      <span className="muted">
        {t('partOf')} <Money amount={whole} />
      </span>
    );
  if (stock && worth)
    return (
      <span className="muted">
        {t('ofStock', { quantity: grouped(trimmed(stock)) })} <Money amount={worth} />
      </span>
    );
  if (available)
    return <span className="muted">{t('freeNow', { quantity: grouped(trimmed(available)) })}</span>;
  return lot === undefined && node.text ? <span className="muted">{node.text}</span> : null;
}

function NodeTitle({ node }: { node: Node }) {
  const t = useWords();
  const noun = useNoun(node.noun || undefined);
  if (node.title === 'waiting') return <>{t('waitsFor')}</>;
  if (node.title === 'wanted') return <>{t('wanted')}</>;
  const { location, lot } = node.parts ?? {};
  const name = location ? t('atLocation', { location }) : node.title.endsWith('(draft)') ? '' : node.title;
  const title = [name, lot].filter(Boolean).join(' · ');
  if (!noun || !node.id) return <>{title || t('unnumbered')}</>;
  return (
    <RecordLink noun={noun.name} id={node.id}>
      {title || t('unnumbered')}
    </RecordLink>
  );
}
