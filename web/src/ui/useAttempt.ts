import { useRef, useState } from 'react';
import { freshKey, Refusal } from '../app/api.ts';
import type { Row } from '../app/meta.ts';
import { sentence } from './toast.tsx';

/** Runs a command; a refusal is kept by the field it names, a stale version is handed on. */
export function useAttempt(onStale: (current: Row) => void) {
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const key = useRef(freshKey());

  function refused(error: unknown) {
    const isHeard = error instanceof Refusal && error.status > 0;
    if (isHeard && error.rule === 'version_must_be_current' && error.body.current) {
      onStale(error.body.current);
      return;
    }
    setErrors({ [error instanceof Refusal ? error.field : '']: sentence(error) });
    // Unheard it may have been done all the same: the same key then gives the first answer again.
    if (isHeard) key.current = freshKey();
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true], .alert')?.focus());
  }

  /** True when it went well. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    setBusy(true);
    setErrors({});
    try {
      await work();
      key.current = freshKey();
      return true;
    } catch (error) {
      refused(error);
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { busy, errors, key, attempt, forgive: () => setErrors({}) };
}
