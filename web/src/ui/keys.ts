// Keys of the page on show. A page registers its keys; the `?` help lists exactly those.

import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Word } from '../app/words.ts';

export interface Key {
  keys: string;
  word: Word;
  run: (event: KeyboardEvent) => void;
  whileTyping?: boolean;
}

let registered: Key[] = [];
const listeners = new Set<() => void>();

function change(next: Key[]) {
  registered = next;
  listeners.forEach((listener) => listener());
}

function spelled(event: KeyboardEvent): string {
  const main = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const ctrl = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  return ctrl + (event.altKey ? 'Alt+' : '') + main;
}

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable]');
}

function onKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return;
  const name = spelled(event);
  const isBlocked = !!document.querySelector('[role=dialog], [role=menu]') && name !== 'Ctrl+k';
  const typing = isTyping(event.target);
  const key = registered.findLast((one) => one.keys === name && (!typing || one.whileTyping));
  if (!key || isBlocked) return;
  const onControl = (event.target as HTMLElement | null)?.closest?.('a, button');
  if (name === 'Enter' && onControl) return;
  event.preventDefault();
  key.run(event);
}

window.addEventListener('keydown', onKey);

export function useKeys(keys: Key[]) {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  const names = keys.map((key) => key.keys).join(' ');
  useEffect(() => {
    const own = latest.current.map((key, index): Key => ({
      ...key,
      run: (event) => latest.current[index]?.run(event),
    }));
    change([...registered, ...own]);
    return () => change(registered.filter((key) => !own.includes(key)));
  }, [names]);
}

export function useRegisteredKeys(): Key[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => registered,
  );
}
