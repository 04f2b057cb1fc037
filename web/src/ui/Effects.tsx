import type { Preview } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import type { Effect, Noun } from '../app/meta.ts';
import { useNoun } from '../app/session.ts';
import { grouped } from './format.ts';
import { Changes, useVerbName } from './Timeline.tsx';
import { RecordLink } from './Value.tsx';

/** What a command would do: to the document itself, to the books, to other documents. */
export function Effects({ preview, self }: { preview: Preview; self: Noun }) {
  const t = useWords();
  const { effects, more, totals } = preview;
  const others = effects.filter((effect) => effect.noun !== self.name);
  const own = effects.filter((effect) => effect.noun === self.name);
  const count = others.length + Object.values(more).reduce((sum, of) => sum + of, 0);
  return (
    <div className="effects">
      {own.map((effect, index) => (
        <EffectItem key={index} effect={effect} />
      ))}
      {totals.length > 0 && <Totals totals={totals} />}
      <h3 className="side-part">{t('effects', { count })}</h3>
      {count === 0 && <p className="muted">{t('noEffects')}</p>}
      {others.map((effect, index) => (
        <EffectItem key={index} effect={effect} />
      ))}
      {Object.entries(more).map(([noun, of]) => (
        <MoreEffects key={noun} name={noun} count={of} />
      ))}
    </div>
  );
}

/** What the change does to the books, all postings together. */
function Totals({ totals }: { totals: Preview['totals'] }) {
  const t = useWords();
  return (
    <>
      <h3 className="side-part">{t('inTheBooks')}</h3>
      <dl className="effect-totals">
        {totals.map((total) => (
          <div key={total.id}>
            <dt>
              <RecordLink noun={total.noun} id={total.id}>
                {total.title}
              </RecordLink>
            </dt>
            <dd className="figure">
              {t(total.amount.startsWith('-') ? 'credit' : 'debit')} {grouped(total.amount.replace('-', ''))}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function MoreEffects({ name, count }: { name: string; count: number }) {
  const t = useWords();
  const label = useLabels();
  const noun = useNoun(name);
  return <p className="muted">{t('moreEffects', { noun: label(noun?.label) || name, count })}</p>;
}

function EffectItem({ effect }: { effect: Effect }) {
  const label = useLabels();
  const noun = useNoun(effect.noun);
  const verbName = useVerbName(noun);
  return (
    <div className="effect">
      <p>
        <strong>
          {label(noun?.label) || effect.noun} {effect.number || effect.title || ''}
        </strong>
        <span className="muted"> {verbName(effect.verb)}</span>
      </p>
      <Changes noun={noun} changes={effect.changes} />
    </div>
  );
}
