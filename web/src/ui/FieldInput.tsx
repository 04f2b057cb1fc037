import { useState, type ComponentProps } from 'react';
import { useLabels, useWords } from '../app/language.ts';
import type { Field, Titled } from '../app/meta.ts';
import { DateField } from './DateField.tsx';
import { grouped, readDecimal, shifted, trimmed } from './format.ts';
import type { InputProps } from './inputProps.ts';
import { RefPicker } from './RefPicker.tsx';

/** The control for a field, by its type. */
export function FieldInput(props: InputProps) {
  const { field, value, onChange, control } = props;
  switch (field.type) {
    case 'ref':
      return <RefPicker {...props} noun={field.noun ?? ''} value={value as Titled | string | null} />;
    case 'date':
      return <DateField {...props} />;
    case 'enum':
      return <Choose {...props} />;
    case 'boolean':
      return (
        <input
          {...control}
          type="checkbox"
          className="check"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case 'amount':
    case 'price':
    case 'quantity':
    case 'ratio':
    case 'rate':
    case 'integer':
      return <Decimal {...props} />;
    default:
      return <TextInput {...props} />;
  }
}

function TextInput({ field, value, onChange, control, bad }: InputProps) {
  const text = typeof value === 'string' ? value : '';
  if (field.multiline) {
    return (
      <textarea
        {...(control as ComponentProps<'textarea'>)}
        className="input"
        rows={2}
        maxLength={field.max}
        value={text}
        aria-invalid={bad || undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <input
      {...control}
      className="input"
      value={text}
      maxLength={field.max}
      aria-invalid={bad || undefined}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Choose({ field, value, onChange, control, bad }: InputProps) {
  const label = useLabels();
  const now = typeof value === 'string' ? value : '';
  return (
    <select
      {...(control as ComponentProps<'select'>)}
      className="input"
      value={now}
      aria-invalid={bad || undefined}
      onChange={(event) => onChange(event.target.value || null)}
    >
      {(!field.required || !now) && <option value="" />}
      {(field.values ?? []).map((choice) => (
        <option key={choice.name} value={choice.name}>
          {label(choice.label)}
        </option>
      ))}
    </select>
  );
}

function shownFigure(field: Field, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  const text = String(value);
  if (field.type === 'ratio') return shifted(text, 2);
  return field.type === 'amount' ? text : trimmed(text, field.type === 'price' ? 2 : 0);
}

/** Grouped while read, plain while typed; a ratio is typed as per cent. */
function Decimal({ field, value, onChange, control, bad }: InputProps) {
  const t = useWords();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = shownFigure(field, value);
  const isRefused = typed !== null && typed.trim() !== '' && readDecimal(typed) === '';
  const change = (text: string) => {
    setTyped(text);
    const decimal = readDecimal(text);
    if (!decimal && text.trim()) return;
    onChange(decimal === '' ? null : field.type === 'ratio' ? shifted(decimal, -2) : decimal);
  };
  const input = (
    <input
      {...control}
      className="input number"
      inputMode="decimal"
      autoComplete="off"
      aria-invalid={bad || isRefused || undefined}
      title={isRefused ? t('notANumber') : undefined}
      value={typed ?? grouped(shown)}
      onFocus={(event) => {
        setTyped(shown);
        requestAnimationFrame(() => event.target.select());
      }}
      onBlur={() => setTyped(null)}
      onChange={(event) => change(event.target.value)}
    />
  );
  return field.type === 'ratio' ? (
    <span className="with-unit">
      {input}
      <span aria-hidden>%</span>
    </span>
  ) : (
    input
  );
}
