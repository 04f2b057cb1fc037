// What is typed and not saved yet, kept in this browser so that a closed tab loses nothing.

import type { Values } from './meta.ts';

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

export function draftPlace(...parts: string[]): string {
  return prefix + parts.join('/');
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
export function keepDraft(place: string, draft: KeptDraft): boolean {
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
