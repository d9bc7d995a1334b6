export interface Ending {
  key: 'approved' | 'rejected' | 'expired' | 'only';
  title: string;
  words: string;
  answers: Record<string, { decision: 'approved' | 'rejected'; after: string }>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Ids of approval steps, nested ones too. */
export function approvalIds(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(approvalIds);
  if (!isRecord(value)) return [];
  const own = value['kind'] === 'approval' && typeof value['id'] === 'string' ? [value['id']] : [];
  const inside = ['steps', 'cases', 'else', 'onRejected', 'onExpired'].flatMap((name) => approvalIds(value[name]));
  return [...own, ...inside];
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
