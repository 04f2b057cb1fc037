// What this browser remembers: theme, language, row density, columns chosen per user and noun.

import { useSyncExternalStore } from 'react';
import type { Language } from './meta.ts';

export type Theme = 'light' | 'dark' | 'system';

export interface Preferences {
  theme: Theme;
  language: Language;
  compact: boolean;
  columns: Record<string, string[]>;
}

const place = 'octant.preferences';
const listeners = new Set<() => void>();

function remembered(): Preferences {
  const language: Language = navigator.language.startsWith('zh') ? 'zh' : 'en';
  const start: Preferences = { theme: 'system', language, compact: true, columns: {} };
  try {
    return { ...start, ...(JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Preferences>) };
  } catch {
    return start; // storage is refused or holds something else: begin afresh
  }
}

let current = remembered();

function show() {
  const dark =
    current.theme === 'system'
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : current.theme === 'dark';
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  document.documentElement.lang = current.language === 'zh' ? 'zh-CN' : 'en';
}

export function setPreferences(change: Partial<Preferences>) {
  current = { ...current, ...change };
  try {
    localStorage.setItem(place, JSON.stringify(current));
  } catch {
    /* private window: the choice lasts until it is closed */
  }
  show();
  listeners.forEach((listener) => listener());
}

export const preferences = () => current;

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, preferences);
}

show();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
