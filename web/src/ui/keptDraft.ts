// What is typed and not saved yet, kept in this browser so that a closed tab loses nothing.

import { useEffect } from 'react';
import { useMe } from '../app/session.ts';
import type { Values } from '../app/meta.ts';

export interface KeptDraft {
  /** When, in milliseconds since 1970. */
  at: number;
  /** Of the record that was being changed; none for a new one. */
  version: unknown;
  edits: Values;
  lines: Record<string, { base: Values; edits: Values }[]>;
  dirtyLines: string[];
}

const prefix = 'octant.draft/';
const keptFor = 7 * 86_400_000;

/** Where the draft of a page lies: one for each user, company and record, and for each source of a new one. */
export function useDraftPlace(noun: string, id: string | undefined): string {
  const { user, company } = useMe();
  const from = id ? '' : location.search;
  return `${prefix}${user.id}/${company.id}/${noun}/${id ?? 'new'}${from}`;
}

export function keptDraft(place: string): KeptDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? 'null') as KeptDraft | null;
    return kept && Date.now() - kept.at < keptFor ? kept : null;
  } catch {
    return null; // storage is refused or holds something else: there is no draft
  }
}

/** False when the browser keeps nothing. */
function keep(place: string, draft: KeptDraft): boolean {
  try {
    localStorage.setItem(place, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(place: string) {
  try {
    localStorage.removeItem(place);
  } catch {
    /* nothing was kept */
  }
}

/** Who signs out leaves nothing behind on a browser that others may use. */
export function forgetAllDrafts() {
  try {
    for (const place of Object.keys(localStorage)) if (place.startsWith(prefix)) forgetDraft(place);
  } catch {
    /* nothing was kept */
  }
}

/** Keeps the draft with every change. Where the browser refuses to, leaving the page is asked about. */
export function useKeptDraft(place: string, draft: KeptDraft | null, changes: number) {
  useEffect(() => {
    if (changes === 0) return undefined;
    if (!draft) {
      forgetDraft(place);
      return undefined;
    }
    const isKept = keep(place, draft);
    const ask = (event: BeforeUnloadEvent) => !isKept && event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [place, changes]);
}
