import { flattenSteps } from '@jarvis/steps/lists';
import { isRecord } from '../../../format/json-schema.js';

export interface Ending {
  key: 'approved' | 'rejected' | 'expired' | 'only';
  title: string;
  words: string;
  answers: Record<string, { decision: 'approved' | 'rejected'; after: string }>;
}

/** Ids of approval steps, nested ones too. */
export function approvalIds(definition: unknown): string[] {
  const steps = isRecord(definition) && Array.isArray(definition['steps']) ? definition['steps'] : [];
  return flattenSteps(steps.filter(isRecord)).flatMap(({ kind, id }) =>
    kind === 'approval' && typeof id === 'string' ? [id] : [],
  );
}

/** The endings worth seeing: one for each way a person can answer, or a single one where nobody is asked. */
export function endingsOf(
  definition: unknown,
  { approveAfter, rejectAfter }: { approveAfter: string; rejectAfter: string },
): Ending[] {
  const ids = approvalIds(definition);
  if (ids.length === 0) return [{ key: 'only', title: 'It runs', words: 'Nobody is asked', answers: {} }];
  const all = (decision: 'approved' | 'rejected', after: string) =>
    Object.fromEntries(ids.map((id) => [id, { decision, after }]));
  return [
    { key: 'approved', title: 'Approved', words: `after ${approveAfter}`, answers: all('approved', approveAfter) },
    { key: 'rejected', title: 'Rejected', words: `after ${rejectAfter}`, answers: all('rejected', rejectAfter) },
    { key: 'expired', title: 'Nobody answers', words: 'until it expires', answers: {} },
  ];
}

/** What an error of a rehearsal says; null where there is none. */
export function messageOf(error: unknown): string | null {
  return isRecord(error) && typeof error['message'] === 'string' ? error['message'] : null;
}
