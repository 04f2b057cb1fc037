import { useQuery } from '@tanstack/react-query';
import { ArrowDownRight, ArrowUpLeft } from 'lucide-react';
import { useState } from 'react';
import { api } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import { stateOf, type Card } from '../app/meta.ts';
import { usePreferences } from '../app/preferences.ts';
import { useNoun } from '../app/session.ts';
import { currencySign, grouped, showDate } from './format.ts';
import { RecordLink, StateBadge } from './Value.tsx';

/** 上查 / 下查: what a document came from and what was made from it. */
export function Related({ noun, id }: { noun: string; id: string }) {
  const t = useWords();
  const { data } = useQuery({ queryKey: ['related', noun, id], queryFn: () => api.related(noun, id) });
  if (!data || data.up.length + data.down.length === 0) return null;
  return (
    <section className="card pad" aria-labelledby="related-title">
      <h2 id="related-title" className="side-title">
        {t('related')}
      </h2>
      {data.up.length > 0 && (
        <h3 className="side-part">
          <ArrowUpLeft size={13} aria-hidden />
          {t('cameFrom')}
        </h3>
      )}
      <RelatedCards cards={data.up} />
      {data.down.length > 0 && (
        <h3 className="side-part">
          <ArrowDownRight size={13} aria-hidden />
          {t('madeFrom')}
        </h3>
      )}
      <RelatedCards cards={data.down} />
    </section>
  );
}

const shownFirst = 8;

function RelatedCards({ cards }: { cards: Card[] }) {
  const t = useWords();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? cards : cards.slice(0, shownFirst);
  return (
    <>
      <ul>
        {shown.map((card) => (
          <RelatedCard key={card.noun + card.id} card={card} />
        ))}
      </ul>
      {shown.length < cards.length && (
        <button type="button" className="button quiet small" onClick={() => setWhole(true)}>
          {t('moreCards', { count: cards.length - shown.length })}
        </button>
      )}
    </>
  );
}

function RelatedCard({ card }: { card: Card }) {
  const t = useWords();
  const label = useLabels();
  const { language } = usePreferences();
  const noun = useNoun(card.noun);
  const state = noun && stateOf(noun, card.state);
  return (
    <li className="related-card">
      <span className="related-line">
        <RecordLink noun={card.noun} id={card.id}>
          {card.number || card.title || t('unnumbered')}
        </RecordLink>
        {state && <StateBadge state={state} />}
      </span>
      <span className="related-line muted">
        <span>
          {label(noun?.label)}
          {card.date ? ` · ${showDate(card.date, language)}` : ''}
        </span>
        {card.amount && (
          <span className="figure">
            {currencySign(card.currency)}
            {grouped(card.amount)}
          </span>
        )}
      </span>
    </li>
  );
}
