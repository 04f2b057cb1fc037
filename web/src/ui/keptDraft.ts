// The draft of a page as its form keeps it.

import { useEffect } from 'react';
import { draftPlace, forgetDraft, keepDraft, type KeptDraft } from '../app/drafts.ts';
import { useMe } from '../app/session.ts';

/** Where the draft of a page lies: one for each user, company and record, and for each source of a new one. */
export function useDraftPlace(noun: string, id: string | undefined): string {
  const { user, company } = useMe();
  const from = id ? '' : location.search;
  return draftPlace(user.id, company.id, noun, (id ?? 'new') + from);
}

/** Keeps the draft with every change. Where the browser refuses to, leaving the page is asked about. */
export function useKeptDraft(place: string, draft: KeptDraft | null, changes: number) {
  useEffect(() => {
    if (changes === 0) return undefined;
    if (!draft) {
      forgetDraft(place);
      return undefined;
    }
    const isKept = keepDraft(place, draft);
    const ask = (event: BeforeUnloadEvent) => !isKept && event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [place, changes]);
}
