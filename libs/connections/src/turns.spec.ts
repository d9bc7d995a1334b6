import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const x = { observatoryId: 'ours', platform: 'twitter' };
const tooLate = () => new Error('Too late.');
const never = () => Promise.withResolvers<string>().promise;
const now = () => Promise.resolve('now');

describe('turns', () => {
  it('are taken by what hangs for its own observatory and platform only', async () => {
    const turns = new Turns();
    for (let time = 0; time < 2; time += 1) void turns.run(x, never, tooLate);
    expect(turns.isBusy(x)).toBe(true);
    for (const other of [
      { ...x, observatoryId: 'theirs' },
      { ...x, platform: 'gmail' },
    ]) {
      expect(turns.isBusy(other)).toBe(false);
      expect(await turns.run(other, now, tooLate)).toBe('now');
    }
  });

  it('are no more than four for all together', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const works = Array.from({ length: 4 }, (_, index) => {
      const [begun, end] = [Promise.withResolvers<null>(), Promise.withResolvers<string>()];
      const ended = turns.run(
        { ...x, observatoryId: `${index}` },
        () => {
          begun.resolve(null);
          return end.promise;
        },
        tooLate,
      );
      return { begun, end, ended };
    });
    await Promise.all(works.map(({ begun }) => begun.promise));
    expect(turns.isBusy(x)).toBe(true);
    const fifth = turns.run(x, async () => order.push('the fifth begins'), tooLate);
    await new Promise((resolve) => setImmediate(resolve));
    order.push('the first ends');
    works[0]?.end.resolve('done');
    await fifth;
    expect(order).toEqual(['the first ends', 'the fifth begins']);
  });

  it('that do not come in time are not taken later', async () => {
    const turns = new Turns(1);
    const ends = [1, 2].map(() => Promise.withResolvers<string>());
    const begun = ends.map(({ promise }) => turns.run(x, () => promise, tooLate));
    let called = false;
    const late = turns.run(
      x,
      () => {
        called = true;
        return now();
      },
      tooLate,
    );
    await expect(late).rejects.toThrow('Too late.');
    // What was begun goes on, however long it takes.
    for (const { resolve } of ends) resolve('done');
    expect(await Promise.all(begun)).toEqual(['done', 'done']);
    expect(await turns.run(x, now, tooLate)).toBe('now');
    expect(called).toBe(false);
  });
});
