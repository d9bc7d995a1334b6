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

/** What is told of items that did not come through. */
const TOLD = ['failed', 'rejected', 'expired'];

/** How far a loop is: "37 of 120, 2 failed, 1 rejected". */
export function progressOf<S extends Recorded>({ total, done, begun }: Items<S>): string {
  const far = done === total ? count(total, 'item') : `${grouped(done)} of ${grouped(total)}`;
  const told = TOLD.flatMap((status) => {
    const many = begun.filter((item) => item.status === status).length;
    return many === 0 ? [] : [`${grouped(many)} ${status}`];
  });
  return [far, ...told].join(', ');
}
