import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { api } from '../../app/api.ts';
import { useLabels, useWords } from '../../app/language.ts';
import { stateOf, type Label } from '../../app/meta.ts';
import { usePreferences } from '../../app/preferences.ts';
import { useNoun } from '../../app/session.ts';
import { Empty, Failed, Loading } from '../../ui/Empty.tsx';
import { grouped, showDate, trimmed } from '../../ui/format.ts';
import { RecordLink, StateBadge } from '../../ui/Value.tsx';

interface Node {
  title: string | Label;
  noun?: string | null;
  id?: string | null;
  state?: string | null;
  date?: string | null;
  quantity?: string | null;
  /** "1250.00 CNY" */
  amount?: string | null;
  text?: string | null;
  children?: Node[];
}

/** The chain of an order from reservation to margin; each figure with the document it comes from. */
export function Explain() {
  const t = useWords();
  const { id } = useParams({ from: '/sales/order/$id/explain' });
  const { data, error, refetch } = useQuery({
    queryKey: ['report', 'explain', id],
    queryFn: () => api.report<Node | { tree: Node }>('explain', { order: id }),
  });
  if (error) return <Failed isPage error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const tree = 'tree' in data ? data.tree : data;
  return (
    <>
      <nav className="crumbs">
        <Link to="/$module/$noun/$id" params={{ module: 'sales', noun: 'order', id }}>
          <NodeTitle node={tree} />
        </Link>
        <ChevronRight size={13} aria-hidden />
      </nav>
      <header className="page-head">
        <div>
          <h1>{t('explain')}</h1>
          <p className="muted">{t('explainLong')}</p>
        </div>
      </header>
      <section className="card pad">
        {tree.children?.length ? <Branch nodes={[tree]} /> : <Empty title={t('nothingYet')} />}
      </section>
    </>
  );
}

function Branch({ nodes }: { nodes: Node[] }) {
  return (
    <ul className="tree">
      {nodes.map((node, index) => (
        <li key={index}>
          <NodeRow node={node} />
          {node.children && node.children.length > 0 && <Branch nodes={node.children} />}
        </li>
      ))}
    </ul>
  );
}

function NodeRow({ node }: { node: Node }) {
  const { language } = usePreferences();
  const noun = useNoun(node.noun || undefined);
  const state = noun && stateOf(noun, node.state);
  const isFigure = /^-?[\d.]+$/.test(node.quantity ?? '');
  const [amount = '', currency = ''] = (node.amount ?? '').split(' ');
  return (
    <div className="tree-row">
      <span className="tree-title">
        <NodeTitle node={node} />
        {state && <StateBadge state={state} />}
        {[node.text, isFigure ? '' : node.quantity].map(
          (text) =>
            text && (
              <span key={text} className="muted">
                {text}
              </span>
            ),
        )}
      </span>
      {node.date && <span className="muted">{showDate(node.date, language)}</span>}
      {isFigure && <span className="figure tree-figure">{grouped(trimmed(node.quantity ?? ''))}</span>}
      {amount && (
        <span className="figure tree-amount">
          {grouped(amount)} <small className="muted">{currency}</small>
        </span>
      )}
    </div>
  );
}

function NodeTitle({ node }: { node: Node }) {
  const label = useLabels();
  const noun = useNoun(node.noun ?? undefined);
  const title = label(node.title);
  if (!noun || !node.id) return <>{title}</>;
  return (
    <RecordLink noun={noun.name} id={node.id}>
      {title}
    </RecordLink>
  );
}
