import { useId } from 'react';
import { useLabels } from '../app/language.ts';
import { isTotal, ownFields, type Field, type Noun, type Values } from '../app/meta.ts';
import { FieldInput } from './FieldInput.tsx';
import type { Form } from './useForm.ts';
import { Value } from './Value.tsx';

interface FormProps {
  noun: Noun;
  form: Form;
  errors: Record<string, string>;
  isOpen: (name: string) => boolean;
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';
const shownElsewhere = (noun: Noun, field: Field) =>
  field.type === 'lines' || ownFields.includes(field.name) || isTotal(noun, field);

/** The fields a person fills in, in the order of the description. */
export function FieldForm({ noun, form, errors, isOpen }: FormProps) {
  const fields = noun.fields.filter((field) => !shownElsewhere(noun, field) && isOpen(field.name));
  if (fields.length === 0) return null;
  return (
    <div className="form-grid">
      {fields.map((field) => (
        <LabelledInput
          key={field.name}
          field={field}
          value={form.values[field.name]}
          error={errors[field.name]}
          onChange={(value) => form.set(field.name, value)}
        />
      ))}
    </div>
  );
}

interface InputProps {
  field: Field;
  value: unknown;
  error?: string;
  onChange: (value: unknown) => void;
}

export function LabelledInput({ field, value, error, onChange }: InputProps) {
  const label = useLabels();
  const id = useId();
  const isWide = field.multiline || (field.type === 'text' && (field.max ?? 0) > 500);
  return (
    <div className={`field${isWide ? ' wide' : ''}${field.type === 'boolean' ? ' inline' : ''}`}>
      <label className="field-label" htmlFor={id}>
        {label(field.label)}
        {field.required && (
          <span className="needed" aria-hidden>
            {' '}
            *
          </span>
        )}
      </label>
      <FieldInput
        field={field}
        value={value}
        onChange={onChange}
        bad={!!error}
        control={{
          id,
          'aria-required': field.required,
          'aria-describedby': error ? `${id}-error` : undefined,
        }}
      />
      {error && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** What is known and not to be typed: everything when read, the computed when edited. */
export function Facts({ noun, values, isEditing }: { noun: Noun; values: Values; isEditing: boolean }) {
  const label = useLabels();
  const fields = noun.fields.filter(
    (field) =>
      !shownElsewhere(noun, field) &&
      field.name !== noun.title &&
      (!isEditing || field.readonly) &&
      !isEmpty(values[field.name]),
  );
  if (fields.length === 0) return null;
  return (
    <dl className={isEditing ? 'facts below-form' : 'facts'}>
      {fields.map((field) => (
        <div key={field.name} className={field.multiline ? 'wide' : undefined}>
          <dt>{label(field.label)}</dt>
          <dd>
            <Value field={field} value={values[field.name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
