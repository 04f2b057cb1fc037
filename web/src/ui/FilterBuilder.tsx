import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useLabels, useWords, type Word } from '../app/language.ts';
import type { Field, Noun } from '../app/meta.ts';
import { Dialog } from './Dialog.tsx';
import { readFilter, writeFilter, type Op, type Term } from './filter.ts';
import { listFields } from './listFields.ts';

const opWords: Record<Op, Word> = {
  ':': 'opHas',
  '=': 'opIs',
  '!=': 'opIsNot',
  '>': 'opAbove',
  '>=': 'opFrom',
  '<': 'opBelow',
  '<=': 'opUpTo',
};
const ordered: Op[] = ['=', '!=', '>', '>=', '<', '<='];
const opsOf = (field: Field | undefined): Op[] => {
  if (!field) return [':'];
  if (['text', 'ref', 'any_ref'].includes(field.type)) return [':', '=', '!='];
  return ['enum', 'boolean', 'currency'].includes(field.type) ? [':', '!='] : ordered;
};

interface Props {
  noun: Noun;
  text: string;
  onApply: (text: string) => void;
  onClose: () => void;
}

/** The filter text as rows of field, comparison and value, for those who would rather choose than type. */
export function FilterBuilder({ noun, text, onApply, onClose }: Props) {
  const t = useWords();
  const read = readFilter(text);
  const [terms, setTerms] = useState<Term[]>(read?.length ? read : [{ field: '', op: ':', value: '' }]);
  const change = (index: number, next: Partial<Term>) =>
    setTerms(terms.map((term, at) => (at === index ? { ...term, ...next } : term)));
  const done = () => {
    onApply(writeFilter(terms));
    onClose();
  };
  return (
    <Dialog
      title={t('buildFilter')}
      onClose={onClose}
      actions={
        read && (
          <>
            <button type="button" className="button" onClick={onClose}>
              {t('cancel')}
            </button>
            <button type="button" className="button primary" onClick={done}>
              {t('apply')}
            </button>
          </>
        )
      }
    >
      {read === null ? (
        <p>{t('filterTooComplex')}</p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            done();
          }}
        >
          {terms.map((term, index) => (
            <TermRow
              key={index}
              noun={noun}
              term={term}
              onChange={(next) => change(index, next)}
              onRemove={() => setTerms(terms.filter((_, at) => at !== index))}
            />
          ))}
          <button
            type="button"
            className="button quiet"
            onClick={() => setTerms([...terms, { field: '', op: ':', value: '' }])}
          >
            <Plus size={15} aria-hidden />
            {t('addCondition')}
          </button>
          <p className="muted builder-text">
            <code>{writeFilter(terms) || '–'}</code>
          </p>
        </form>
      )}
    </Dialog>
  );
}

interface RowProps {
  noun: Noun;
  term: Term;
  onChange: (next: Partial<Term>) => void;
  onRemove: () => void;
}

function TermRow({ noun, term, onChange, onRemove }: RowProps) {
  const t = useWords();
  const label = useLabels();
  const fields = listFields(noun);
  const field = fields.find((one) => one.name === term.field);
  const ops = opsOf(field);
  const known = ops.includes(term.op) ? ops : [...ops, term.op];
  return (
    <div className="term-row">
      <select
        className="input"
        aria-label={t('field')}
        value={term.field}
        onChange={(event) => {
          const next = fields.find((one) => one.name === event.target.value);
          onChange({ field: event.target.value, op: opsOf(next)[0]!, value: '' });
        }}
      >
        <option value="">{t('anyField')}</option>
        {fields.map((one) => (
          <option key={one.name} value={one.name}>
            {label(one.label)}
          </option>
        ))}
      </select>
      <select
        className="input"
        aria-label={t('comparison')}
        value={term.op}
        onChange={(event) => onChange({ op: event.target.value as Op })}
      >
        {known.map((op) => (
          <option key={op} value={op}>
            {t(opWords[op])}
          </option>
        ))}
      </select>
      <TermValue field={field} value={term.value} onChange={(value) => onChange({ value })} />
      <button
        type="button"
        className="button quiet icon"
        aria-label={t('removeCondition')}
        onClick={onRemove}
      >
        <X size={15} aria-hidden />
      </button>
    </div>
  );
}

function TermValue({
  field,
  value,
  onChange,
}: {
  field?: Field;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useWords();
  const label = useLabels();
  if (field?.type === 'enum' || field?.type === 'boolean') {
    const choices =
      field.values ??
      ['true', 'false'].map((name) => ({ name, label: name === 'true' ? t('yes') : t('no') }));
    return (
      <select
        className="input"
        aria-label={t('value')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="" />
        {choices.map((choice) => (
          <option key={choice.name} value={choice.name}>
            {label(choice.label)}
          </option>
        ))}
      </select>
    );
  }
  const type = field?.type === 'date' || field?.type === 'instant' ? 'date' : 'text';
  return (
    <input
      className="input"
      aria-label={t('value')}
      type={type}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
