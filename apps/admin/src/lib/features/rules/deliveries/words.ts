import type { Delivery } from '#lib/api/types.ts';

type Tone = 'ok' | 'bad' | 'wait' | 'mute';

/** What became of a delivery, in a word. */
export const OUTCOMES: Readonly<Record<Delivery['outcome'], { label: string; tone: Tone }>> = {
  started: { label: 'Started a run', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
  judging: { label: 'Its filter looks at it', tone: 'wait' },
  filtered: { label: 'Filtered', tone: 'mute' },
  held: { label: 'Held', tone: 'wait' },
};

/** `3 deliveries`. */
export const deliveries = (count: number): string => (count === 1 ? 'one delivery' : `${count.toString()} deliveries`);
