import type { Label, Language } from './meta.ts';
import { preferences, usePreferences } from './preferences.ts';
import { filled } from './filled.ts';
import { words, type Word } from './words.ts';

export type { Word };
export type Translate = (word: Word, values?: Record<string, string | number>) => string;

const inLanguage: Record<Language, Translate> = {
  en: (word, values) => filled(words[word].en, values),
  zh: (word, values) => filled(words[word].zh, values),
};

export const useWords = (): Translate => inLanguage[usePreferences().language];

/** For the few places outside a component, such as a toast after a request. */
export const say: Translate = (word, values) => inLanguage[preferences().language](word, values);

/** Labels come from the server in both languages. */
export function useLabels(): (label: Label | string | undefined) => string {
  const { language } = usePreferences();
  return (label) => (typeof label === 'object' ? label[language] || label.en : (label ?? ''));
}
