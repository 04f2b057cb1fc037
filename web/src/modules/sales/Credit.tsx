import { useQuery } from '@tanstack/react-query';
import { api } from '../../app/api.ts';
import { useWords, type Word } from '../../app/language.ts';
import { RecordLink } from '../../ui/Value.tsx';
import { useReports } from '../../app/useReports.ts';
import { Money, type Node } from './chain.tsx';
import './credit.css';

const steps = ['limit', 'ordered', 'receivable', 'wanted'] as const;

const stepWords: Record<(typeof steps)[number], Word> = {
  limit: 'creditLimit',
  ordered: 'creditOrdered',
  receivable: 'creditReceivable',
  wanted: 'creditWanted',
};

/** How far the customer's limit reaches for an order that does not count against it yet. */
export function CreditReach({ node }: { node: Node }) {
  const t = useWords();
  const over = node.parts?.['over'];
  return (
    <dl className="card credit" aria-label={t('creditReach')}>
      {steps.map((step) => (
        <div key={step}>
          <dt>{t(stepWords[step])}</dt>
          <dd>
            {step !== 'limit' && '− '}
            <Money amount={node.parts?.[step] ?? ''} />
          </dd>
        </div>
      ))}
      <div className={over ? 'credit-over' : 'credit-left'}>
        <dt>{t(over ? 'creditOver' : 'creditLeft')}</dt>
        <dd>
          = <Money amount={over || node.amount} />
        </dd>
      </div>
    </dl>
  );
}

/** Letters that hold the customer's new orders until what they name is paid. */
function Dunned({ letters }: { letters: Node[] }) {
  const t = useWords();
  return (
    <dl className="card credit credit-over" aria-label={t('dunned')}>
      {letters.map((letter) => (
        <div key={letter.id}>
          <dt>{t('dunned')}</dt>
          <dd>
            <RecordLink noun={letter.noun} id={letter.id}>
              {letter.title}
            </RecordLink>{' '}
            {letter.text} <Money amount={letter.amount} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** On the page of a held order: what the one who releases it decides about. */
export function HoldReason({ id }: { id: string }) {
  const mayAsk = !!useReports().data?.some((report) => report.name === 'explain');
  const { data } = useQuery({
    queryKey: ['report', 'explain', id],
    queryFn: () => api.report<Node>('explain', { order: id }),
    enabled: mayAsk,
    retry: false,
  });
  const credit = data?.children.find((node) => node.title === 'credit');
  const letters = data?.children.filter((node) => node.noun === 'finance.dunning_letter') ?? [];
  return (
    <>
      {!!letters.length && <Dunned letters={letters} />}
      {credit && <CreditReach node={credit} />}
    </>
  );
}
