// Without zod: a page that only needs the words must not load a library for them.

/** Where a run can be; the last five are final. */
export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
  'rejected',
  'expired',
] as const;

/** What could go wrong when an action is carried out. */
export const RISK_LEVELS = ['low', 'medium', 'high'] as const;
