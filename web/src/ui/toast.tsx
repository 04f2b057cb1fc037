// Short words at the bottom of the page after something was done or went wrong.

import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Refusal } from '../app/api.ts';
import { say, useWords } from '../app/language.ts';

interface Toast {
  key: number;
  text: string;
  bad: boolean;
}

const shownMs = 6000;
let toasts: Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function replace(next: Toast[]) {
  toasts = next;
  listeners.forEach((listener) => listener());
}

const drop = (key: number) => replace(toasts.filter((toast) => toast.key !== key));

function add(text: string, bad: boolean) {
  last += 1;
  const key = last;
  replace([...toasts.slice(-2), { key, text, bad }]);
  setTimeout(() => drop(key), bad ? shownMs * 2 : shownMs);
}

export const tell = (text: string) => add(text, false);
export const warn = (text: string) => add(text, true);

/** The server's own sentence where it has one; ours where the server could not be heard. */
export function sentence(error: unknown): string {
  if (!(error instanceof Refusal)) return error instanceof Error ? error.message : String(error);
  if (error.status === 0) return say('serverUnreachable');
  if (error.status === 403) return error.body.message ?? say('noRight');
  if (error.status === 404) return error.body.message ?? say('notFoundLong');
  if (error.status >= 500) return say('faultHappened', { reference: error.body.reference ?? error.status });
  return error.message;
}

export const warnOf = (error: unknown) => warn(sentence(error));

export function Toasts() {
  const t = useWords();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.key} className={toast.bad ? 'toast bad' : 'toast'}>
          <span>{toast.text}</span>
          <button
            type="button"
            className="toast-close"
            aria-label={t('close')}
            onClick={() => drop(toast.key)}
          >
            <X size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
