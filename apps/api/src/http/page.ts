import { z } from 'zod';
import { refuse, type ApiError } from './api-error.js';

/** A slice of a list with the cursor of the next one; the interceptor moves the cursor into `meta.pagination`. */
export class Page<Item> {
  constructor(
    readonly items: Item[],
    readonly pagination: { limit: number; nextCursor: string | null },
  ) {}

  /** Builds a page from one row more than was asked for; that row only proves that there is a next page. */
  static from<Row, Item>(
    rows: Row[],
    { limit, cursorOf, toItem }: { limit: number; cursorOf: (row: Row) => CursorParts; toItem: (row: Row) => Item },
  ): Page<Item> {
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null;
    return new Page(shown.map(toItem), { limit, nextCursor });
  }
}

const CursorParts = z.tuple([
  z.iso.datetime().refine((at) => !at.startsWith('0000')),
  z.uuid(),
  z.string().max(40).optional(),
]);
/** Moment and id of the last row shown, and its place where a list is not ordered by the moment alone. */
export type CursorParts = z.infer<typeof CursorParts>;

function encodeCursor(parts: CursorParts): string {
  return Buffer.from(JSON.stringify(parts.filter((part) => part !== undefined))).toString('base64url');
}

/** @throws ApiError 400 when the cursor was not made by {@link Page.from} */
export function decodeCursor(cursor: string | undefined): { at: Date; id: string; place?: string } | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [at, id, place] = CursorParts.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { at: new Date(at), id, ...(place === undefined ? {} : { place }) };
  } catch (cause) {
    throw refuseCursor(cause);
  }
}

/** What a list says to a cursor that it did not give out. */
export function refuseCursor(cause?: unknown): ApiError {
  return refuse.invalidInput({
    message: 'The cursor is not one that this list gave out.',
    hint: 'Start again without a cursor, then follow meta.pagination.nextCursor.',
    details: [
      {
        path: 'cursor',
        code: 'invalid-cursor',
        message: 'not a cursor of this list',
        hint: 'Leave it out to start again.',
      },
    ],
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * The rows that come after a cursor's. A cursor holds milliseconds and the columns microseconds, and many rows share a
 * millisecond, so the exact moment is read from the row itself; the cursor's stands in for a row that is gone.
 */
export function rowsAfter(table: string, column: string, alias: string, direction: 'ASC' | 'DESC' = 'DESC'): string {
  const moment = `coalesce((select cursor_row.${column} from ${table} cursor_row where cursor_row.id = :id), :at)`;
  return `(${alias}.${column}, ${alias}.id) ${direction === 'DESC' ? '<' : '>'} (${moment}, :id)`;
}

/** Query parameters every list takes. */
export const pageQuery = {
  cursor: z.string().max(200).optional().meta({ description: 'meta.pagination.nextCursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
