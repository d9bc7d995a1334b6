import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TestApi, type Person } from '../support/api.js';
import { LimitedRule } from './support.js';

let api: TestApi;
let owner: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start();
  owner = await api.observatory();
});
afterAll(() => api.stop());

const publish = (limits: object) => LimitedRule.publish(api, owner, limits);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const eventOf = async (id: string | undefined) =>
  (await api.query('select event, trigger_summary from runs where id = $1', [id]))[0];

describe('debounce', () => {
  it('makes one run of many events, with the last of them, when it has been quiet', async () => {
    const rule = await publish({ debounce: { quiet: '1h' } });
    await rule.happen(numbers(1, 300));
    await rule.become({ gathering: [300], skipped: numbers(1, 299) });
    expect((await rule.runs()).at(-1)).toMatchObject({ status: 'queued', waiting_for: 'no other event for 1 hour' });
    await rule.pass('50 minutes');
    await rule.happen([301]);
    await rule.become({ gathering: [301] });
    await rule.pass('50 minutes');
    await rule.happen([302], {});
    await rule.become({ gathering: [302] });
    await rule.pass('61 minutes');
    await rule.become({ gathering: [], started: [302] });
    expect((await rule.runs())[0]).toMatchObject({
      status: 'skipped',
      outcome_message: 'Not started: a later event took its place.',
    });
  });

  it('starts after the longest wait even when it is never quiet, and for each key', async () => {
    const rule = await publish({ debounce: { quiet: '1h', maxWait: '90m', key: '${{ event.shop }}' } });
    await rule.happen([1], { shop: 'north' });
    await rule.happen([2], { shop: 'south' });
    await rule.become({ gathering: [1, 2] });
    await rule.pass('50 minutes');
    await rule.happen([3], { shop: 'north' });
    await rule.become({ gathering: [2, 3], skipped: [1] });
    await rule.pass('45 minutes');
    await rule.become({ started: [2, 3], skipped: [1] });
  });
});

describe('batch', () => {
  it('is all of its events when its run is run again, and the one event of a run that was taken into it', async () => {
    const rule = await publish({ batch: { size: 2, within: '1h' } });
    await rule.happen([1, 2]);
    await rule.become({ started: [1], skipped: [2] });
    await rule.end(1);
    const again = async (id: string | undefined) => {
      const reply = await api.call('POST', `/api/v1/runs/${String(id)}/replay`, { token: owner.token });
      return (await eventOf(reply.data(z.object({ runId: z.uuid() })).runId))?.['event'];
    };
    const [first, second] = await rule.runs();
    expect(await again(first?.id)).toEqual({ items: [{ number: 1 }, { number: 2 }] });
    expect(await again(second?.id)).toEqual({ items: [{ number: 2 }] });
  });

  it('makes one run of so many events, which has them all in their order', async () => {
    const rule = await publish({ batch: { size: 3, within: '1h' } });
    await rule.happen(numbers(1, 7));
    await rule.become({ started: [1, 4], skipped: [2, 3, 5, 6], gathering: [7] });
    const [first] = await rule.runs();
    expect(await eventOf(first?.id)).toEqual({
      event: { items: [{ number: 1 }, { number: 2 }, { number: 3 }] },
      trigger_summary: expect.stringMatching(/An order and 2 more$/),
    });
    expect((await rule.runs())[1]?.outcome_message).toBe('Its event was taken into one run with 3 events.');
    await rule.happen([8]);
    await rule.become({ gathering: [7, 8] });
    await rule.pass('61 minutes');
    await rule.become({ gathering: [], started: [1, 4, 7], skipped: [2, 3, 5, 6, 8] });
  });

  it('gives a list also to a run that starts because the rule no longer collects', async () => {
    const rule = await publish({ batch: { size: 3, within: '1h' } });
    await rule.happen([1]);
    await rule.become({ gathering: [1] });
    await rule.publishAgain(null);
    await rule.become({ started: [1] });
    expect(await eventOf((await rule.runs())[0]?.id)).toMatchObject({ event: { items: [{ number: 1 }] } });
  });
});

describe('runs that gather when another version is published', () => {
  const one = { concurrency: { limit: 1 } };

  it('go on when the rule only keeps other limits', async () => {
    const quiet = await publish({ debounce: { quiet: '1h', key: '${{ event.number }}' }, ...one });
    await quiet.happen([1, 2]);
    await quiet.become({ gathering: [1, 2] });
    await quiet.publishAgain(one);
    await quiet.become({ gathering: [], started: [1], queued: [2] });

    const batch = await publish({ batch: { size: 3, within: '1h' }, ...one });
    await batch.happen([1, 2]);
    await batch.become({ gathering: [1, 2] });
    await batch.publishAgain(one);
    await batch.become({ gathering: [], started: [1], queued: [2] });
    expect(await eventOf((await batch.runs())[1]?.id)).toMatchObject({ event: { items: [{ number: 2 }] } });
  });

  it('keep the event that their version takes, when the rule gathers in another way', async () => {
    const [batch, debounce] = [{ batch: { size: 3, within: '1h' } }, { debounce: { quiet: '1h' } }];
    const collected = await publish(batch);
    await collected.happen([1, 2]);
    await collected.become({ gathering: [1, 2] });
    await collected.publishAgain(debounce);
    await collected.become({ gathering: [], started: [1, 2] });
    expect(await eventOf((await collected.runs())[1]?.id)).toMatchObject({ event: { items: [{ number: 2 }] } });

    const last = await publish(debounce);
    await last.happen([1]);
    await last.become({ gathering: [1] });
    await last.publishAgain(batch);
    await last.become({ gathering: [], started: [1] });
    expect(await eventOf((await last.runs())[0]?.id)).toMatchObject({ event: { number: 1 } });
    await last.happen([2]);
    await last.become({ gathering: [2], started: [1] });
  });
});

describe('a run that a person starts while it is decided about', () => {
  const startNow = [`update run_holds set phase = 'started', started_at = now(), due = null where run_id = $1`];

  it('is not left out', async () => {
    const rule = await publish({ debounce: { quiet: '1h' } });
    await rule.happen([1]);
    await rule.become({ gathering: [1] });
    await rule.atWork(1, { work: startNow, meanwhile: () => rule.happen([2]) });
    await rule.become({ started: [1], gathering: [2] });
  });

  it('takes no other event with it', async () => {
    const rule = await publish({ batch: { size: 2, within: '1h' } });
    await rule.happen([1]);
    await rule.become({ gathering: [1] });
    await rule.atWork(1, { work: startNow, meanwhile: () => rule.happen([2]) });
    await rule.become({ started: [1, 2] });
    expect(await eventOf((await rule.runs())[1]?.id)).toMatchObject({ event: { items: [{ number: 2 }] } });
  });
});

describe('dedupe', () => {
  it('does not count an event that was left out because the rule was full', async () => {
    const rule = await publish({
      concurrency: { limit: 1, whenFull: 'skip' },
      dedupe: { key: '${{ event.order }}', window: '1h' },
    });
    await rule.happen([1], { order: 'A' });
    await rule.become({ started: [1] });
    await rule.happen([2], { order: 'B' });
    await rule.become({ started: [1], skipped: [2] });
    await rule.end(1);
    await rule.happen([3], { order: 'B' });
    await rule.become({ started: [3], skipped: [2] });
  });

  it('starts nothing for an event with the same key within the window', async () => {
    const rule = await publish({ dedupe: { key: '${{ event.order }}', window: '1h' } });
    await rule.happen([1, 2], { order: 'A' });
    await rule.happen([3], { order: 'B' });
    await rule.happen([4, 5]);
    await rule.become({ started: [1, 3, 4, 5], skipped: [2] });
    expect((await rule.runs())[1]).toMatchObject({
      status: 'skipped',
      outcome_message: 'Not started: an event with the same key came within 1 hour before.',
    });
    await rule.pass('61 minutes');
    await rule.happen([6, 7], { order: 'A' });
    await rule.become({ started: [1, 3, 4, 5, 6], skipped: [2, 7] });
  });
});
