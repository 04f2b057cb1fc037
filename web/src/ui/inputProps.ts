import type { ComponentProps } from 'react';
import type { Field } from '../app/meta.ts';

/** What every control of a field takes. */
export interface InputProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  /** id, aria-* and data-* of the control. */
  control?: ComponentProps<'input'> & Record<`data-${string}`, unknown>;
  inGrid?: boolean;
  bad?: boolean;
}
