import { useQuery } from '@tanstack/react-query';
import { api } from './api.ts';
import type { Choice, Field, Label } from './meta.ts';

export interface Parameter {
  name: string;
  label?: Label;
  type?: Field['type'];
  values?: (string | Choice)[];
  required?: boolean;
  noun?: string;
}
export interface Report {
  name: string;
  label?: Label;
  parameters?: (string | Parameter)[];
}

/** The reports that this user may read. */
export function useReports() {
  return useQuery({
    queryKey: ['reports'],
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await api.reports();
      const list = Array.isArray(answer) ? answer : (answer as { reports: unknown }).reports;
      return list as Report[];
    },
  });
}

/** `explain` belongs to the page of its order. */
export const isListed = (report: Report) => report.name !== 'explain';
