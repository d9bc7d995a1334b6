export type * from './generated/types.gen.ts';

/** A slice of a list and where the next begins. */
export interface Slice<Item> {
  items: Item[];
  nextCursor: string | null;
}
