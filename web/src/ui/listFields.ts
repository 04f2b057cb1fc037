// What a list may show, and what of it stands in its address.

import { fieldNamed, type Field, type Noun } from '../app/meta.ts';

export interface ListSearch {
  filter?: string;
  sort?: string;
  group?: string;
}

/** Fields a list may show: no lines, and the state though it stands with the noun. */
export function listFields(noun: Noun): Field[] {
  const names = noun.fields
    .filter((field) => field.type !== 'lines' && field.name !== 'version')
    .map((field) => field.name);
  const withState = noun.states?.length && !names.includes('state') ? [...names, 'state'] : names;
  return withState.map((name) => fieldNamed(noun, name)!);
}
