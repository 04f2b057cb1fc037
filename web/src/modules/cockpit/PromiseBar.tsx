import { Link } from '@tanstack/react-router';
import { useWords, type Word } from '../../app/language.ts';
import { pathOf } from '../../app/meta.ts';
import { useMe } from '../../app/session.ts';
import { share, useMoney } from './figures.tsx';
import { quarterOf } from './period.ts';
import { useWorths, type Worth } from './worth.ts';

interface Stage {
  word: Word;
  filter: string;
  /** What narrows the stage to the part in danger; the whole stage when it is empty. */
  risk?: string;
}

/** Every order stands in exactly one stage, from the promise to the money. */
const stages: Stage[] = [
  { word: 'stageHeld', filter: 'state:held', risk: '' },
  { word: 'stageToDeliver', filter: 'state:confirmed -delivery_progress:part,full', risk: 'due<{today}' },
  { word: 'stagePartly', filter: 'state:confirmed delivery_progress:part', risk: 'due<{today}' },
  { word: 'stageToInvoice', filter: 'state:confirmed delivery_progress:full -invoice_progress:full' },
  {
    word: 'stageToCollect',
    filter: 'state:confirmed delivery_progress:full invoice_progress:full',
  },
  { word: 'stageCollected', filter: 'state:closed' },
];

const noun = 'sales.order';

export function PromiseBar() {
  const t = useWords();
  const money = useMoney();
  const { today } = useMe();
  const filters = stages.map((stage) => `${stage.filter} date>=${quarterOf(today).from}`);
  const risky = stages.map((stage, index) =>
    `${filters[index]} ${stage.risk?.replace('{today}', today) ?? ''}`.trim(),
  );
  const worths = useWorths([...filters, ...risky].map((filter) => ({ noun, filter, sum: 'total' })));
  const total = stages.reduce((sum, _, index) => sum + (worths[index]?.amount ?? 0), 0);
  return (
    <section className="card promise" aria-labelledby="promise">
      <header className="panel-head">
        <div>
          <h2 id="promise">{t('promiseTitle')}</h2>
          <p className="muted">{t('promiseLong')}</p>
        </div>
        <strong className="figure">{money(total)}</strong>
      </header>
      <ol className="promise-bar" data-filling={worths.some((worth) => !worth) || undefined}>
        {stages.map((stage, index) => (
          <StagePart
            key={stage.word}
            word={stage.word}
            filter={filters[index]!}
            worth={worths[index]}
            risk={stage.risk === undefined ? undefined : worths[index + stages.length]}
            depth={index}
          />
        ))}
      </ol>
    </section>
  );
}

interface PartProps {
  word: Word;
  filter: string;
  worth: Worth | undefined;
  risk: Worth | undefined;
  depth: number;
}

function StagePart({ word, filter, worth, risk, depth }: PartProps) {
  const t = useWords();
  const money = useMoney();
  const amount = worth?.amount ?? 0;
  const endangered = share(risk?.amount ?? 0, amount);
  return (
    <li style={{ flexGrow: Math.round(amount) || 1 }}>
      <Link className="promise-part" to="/$module/$noun" params={pathOf(noun)} search={{ filter }}>
        <span className="promise-track" data-depth={depth} data-empty={amount === 0 || undefined}>
          {endangered > 0 && <span className="promise-risk" style={{ width: `${endangered * 100}%` }} />}
        </span>
        <span className="promise-name">{t(word)}</span>
        <strong className="figure">{money(amount)}</strong>
        {endangered > 0 && <span className="bad figure">{t('atRisk', { amount: money(risk!.amount) })}</span>}
      </Link>
    </li>
  );
}
