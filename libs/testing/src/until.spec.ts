import { describe, expect, it } from '@jest/globals';
import { until } from './until.js';

describe('until', () => {
  it('gives what is found, also when it is 0 or empty', async () => {
    let asked = 0;
    await expect(until(() => (asked += 1) > 2 && 'there', { everyMs: 1 })).resolves.toBe('there');
    expect(asked).toBe(3);
    await expect(until(() => 0)).resolves.toBe(0);
    await expect(until(() => '')).resolves.toBe('');
  });

  it('says what it looked for, and what there was instead', async () => {
    const rows: string[] = [];
    const look = until(() => rows.find((row) => row === 'mail'), {
      everyMs: 1,
      patienceMs: 5,
      seen: () => ({ rows: ['post'] }),
    });
    await expect(look).rejects.toThrow(/row === 'mail'[^]*There was: \{ rows: \[ 'post' \] \}/);
  });
});
