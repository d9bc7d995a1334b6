import { describe, expect, it } from '@jest/globals';
import { withDeadline } from './deadline.js';

const never = new AbortController().signal;

describe('withDeadline', () => {
  it('gives the result of work in time', async () => {
    const options = { timeoutMs: 60_000, name: 'Step', cancelled: never };
    await expect(withDeadline(options, async () => 'done')).resolves.toBe('done');
  });

  it('gives up on work that ignores its signal, and says that it may have happened', async () => {
    const options = { timeoutMs: 1, name: 'Step', cancelled: never };
    await expect(withDeadline(options, () => new Promise(() => undefined))).rejects.toMatchObject({
      code: 'unavailable',
      maybeSent: true,
    });
  });

  it('passes a cancellation on with its own reason', async () => {
    const controller = new AbortController();
    const options = { timeoutMs: 60_000, name: 'Step', cancelled: controller.signal };
    const work = withDeadline(options, () => new Promise(() => undefined));
    controller.abort(new Error('cancelled'));
    await expect(work).rejects.toThrow('cancelled');
    await expect(withDeadline(options, async () => 'late')).rejects.toThrow('cancelled');
  });
});
