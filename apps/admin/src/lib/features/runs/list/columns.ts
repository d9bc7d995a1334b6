import type { Column } from '#lib/format/columns.ts';

/** What a run's row can show beside its rule and trigger, which it always shows. */
export const RUN_COLUMNS: readonly Column[] = [
  { id: 'status', label: 'Status', width: '112px', always: true },
  { id: 'note', label: 'Waits for, outcome', width: 'minmax(0,1fr)' },
  { id: 'tags', label: 'Tags', width: 'minmax(0,0.5fr)', extra: true },
  { id: 'version', label: 'Version', width: '64px', extra: true },
  { id: 'id', label: 'Run id', width: '88px', extra: true },
  { id: 'took', label: 'Took', width: '84px' },
  { id: 'started', label: 'Started', width: '84px' },
];
export const RUN_TRACK = 'minmax(0,1.4fr)';
