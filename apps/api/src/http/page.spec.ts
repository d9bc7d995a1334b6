import { describe, expect, it } from '@jest/globals';
import { ApiError } from './api-error.js';
import { decodeCursor, Page } from './page.js';

const id = (last: number) => `0198c0de-0000-7000-8000-00000000000${last.toString()}`;
const rows = [1, 2, 3].map((number) => ({ id: id(number), at: new Date(Date.UTC(2026, 0, number)) }));
const page = (limit: number) =>
  Page.from(rows.slice(0, limit + 1), {
    limit,
    cursorOf: ({ at, id: key }) => [at.toISOString(), key],
    toItem: (row) => row.id,
  });

describe('a page', () => {
  it('points to the next one only when there is one', () => {
    expect(page(3).pagination.nextCursor).toBeNull();
    expect(page(2).items).toEqual([id(1), id(2)]);
    expect(decodeCursor(page(2).pagination.nextCursor ?? undefined)).toEqual(rows[1]);
  });

  it('is the first one without a cursor', () => {
    expect(decodeCursor(undefined)).toBeUndefined();
  });

  it.each(['x', '', Buffer.from('[1,2]').toString('base64url'), Buffer.from('{"at":"2026"}').toString('base64url')])(
    'refuses the cursor %j',
    (cursor) => {
      expect(() => decodeCursor(cursor)).toThrow(ApiError);
    },
  );
});
