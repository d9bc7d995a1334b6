import { count, grouped } from '../../format/words.js';
import type { Item, Items, Recorded } from './timeline-rows.js';
import { urgencyOf } from './urgency.js';

/** How many items are shown before a person asks for more. */
export const FEW_ITEMS = 20;
/** Of many items the few that matter, these first: what failed, waits or runs; then the first, and those that are kept. */
export function fewOf<S extends Recorded>(items: readonly Item<S>[], isKept: (item: Item<S>) => boolean): Item<S>[] {
  const sorted = [...items].sort((one, other) => urgencyOf(one) - urgencyOf(other) || one.index - other.index);
  return sorted.filter((item, place) => place < FEW_ITEMS || isKept(item));
}

/** How far a loop is: "37 of 120, 2 failed". */
export function progressOf<S extends Recorded>({ total, done, failed }: Items<S>): string {
  const far = done === total ? count(total, 'item') : `${grouped(done)} of ${grouped(total)}`;
  return failed === 0 ? far : `${far}, ${grouped(failed)} failed`;
}
