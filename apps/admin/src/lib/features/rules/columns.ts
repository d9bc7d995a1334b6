import type { Column } from '#lib/format/columns.ts';

/** What a rule's row can show between its name and its switch. */
export const RULE_COLUMNS: readonly Column[] = [
  { id: 'ticks', label: 'Last runs', width: '200px' },
  { id: 'success', label: 'Success', width: '64px' },
  { id: 'version', label: 'Version', width: '56px' },
  { id: 'times', label: 'Last, next', width: '96px' },
];
export const RULE_TRACK = 'minmax(0,1fr)';
export const RULE_SWITCH = '40px';
