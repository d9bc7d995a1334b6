import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { idOf, portals, registry, withinLimit } from './hubspot-support.js';
import { openSandbox, type TestSandbox } from './support.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.dispose());

const { contextOf, run, create } = portals(() => sandbox);

/** Where only the date is not the real one. */
const REAL = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

describe('triggers of HubSpot', () => {
  const triggerOf = (name: string) => registry.getTrigger(`hubspot.${name}`)!;
  /** Until there is no more. */
  async function readAll(name: string, at: { cursor: unknown; settings?: unknown; owner: string }) {
    const { settings = {}, owner } = at;
    const keys: string[] = [];
    const summaries: string[] = [];
    for (let { cursor } = at; ;) {
      const found = await triggerOf(name).fetch({ settings, cursor }, contextOf(owner));
      keys.push(...found.occurrences.map(({ key }) => key));
      summaries.push(...found.occurrences.map(({ summary }) => summary));
      ({ cursor } = found);
      if (!found.more) return { keys, summaries, cursor };
    }
  }

  it('tell each contact that is made after they began, once, oldest first', async () => {
    await create('before@example.com', 'contact-trigger');
    const began = await triggerOf('contact-created').begin({}, contextOf('contact-trigger'));
    expect(await readAll('contact-created', { cursor: began, owner: 'contact-trigger' })).toMatchObject({ keys: [] });
    const ids = [
      await create('first@example.com', 'contact-trigger'),
      await create('second@example.com', 'contact-trigger'),
    ];
    await run('update-contact', { id: ids[0], lastName: 'Lee' }, 'contact-trigger');
    const read = await readAll('contact-created', { cursor: began, owner: 'contact-trigger' });
    expect(read).toMatchObject({ keys: ids, summaries: ['first@example.com', 'second@example.com'] });
    expect(await readAll('contact-created', { cursor: read.cursor, owner: 'contact-trigger' })).toMatchObject({
      keys: [],
    });
  });

  it('tell each change of a deal, and only those that the settings ask for', async () => {
    const owner = 'deal-trigger';
    const deal = async (name: string) => idOf(await run('create-deal', { name, stage: 'appointmentscheduled' }, owner));
    const old = await deal('Old');
    const won = { stage: 'closedwon' };
    const [began, wonBegan] = [
      await triggerOf('deal-changed').begin({}, contextOf(owner)),
      await triggerOf('deal-changed').begin(won, contextOf(owner)),
    ];
    const fresh = await deal('Fresh');
    await run('update-deal', { id: old, stage: 'closedwon' }, owner);
    const read = await readAll('deal-changed', { cursor: began, owner });
    expect(read.summaries).toEqual(['Fresh, appointmentscheduled', 'Old, closedwon']);
    expect(read.keys.map((key) => key.split('/')[0])).toEqual([fresh, old]);
    await run('update-deal', { id: old, amount: 5 }, owner);
    expect((await readAll('deal-changed', { cursor: read.cursor, owner })).summaries).toEqual(['Old, closedwon']);
    const onlyWon = await readAll('deal-changed', { cursor: wonBegan, settings: won, owner });
    expect(onlyWon.summaries).toEqual(['Old, closedwon']);
    expect(triggerOf('deal-changed').describe(won)).toBe('When a deal moves to “closedwon”');
    expect(() => triggerOf('deal-changed').describe({ staeg: 'x' })).toThrow(/staeg/);
  });

  it('tell that a deal has moved to a stage once, whatever is edited after it', async () => {
    const owner = 'moved-deals';
    const settings = { stage: 'closedwon', pipeline: 'default' };
    const make = async (name: string, stage: string) => idOf(await run('create-deal', { name, stage }, owner));
    const wonBefore = await make('Won before', 'closedwon');
    const open = await make('Open', 'contractsent');
    const began = await triggerOf('deal-changed').begin(settings, contextOf(owner));
    const next = (cursor: unknown) => triggerOf('deal-changed').fetch({ settings, cursor }, contextOf(owner));
    await run('update-deal', { id: wonBefore, amount: 5 }, owner);
    await run('update-deal', { id: open, amount: 5 }, owner);
    await run('update-deal', { id: open, stage: 'closedwon' }, owner);
    const moved = await next(began);
    expect(moved.occurrences).toMatchObject([
      {
        key: expect.stringMatching(new RegExp(`^${open}/dealstage/2`)),
        summary: 'Open, closedwon',
        event: {
          id: open,
          pipeline: 'default',
          stage: 'closedwon',
          amount: 5,
          change: { property: 'dealstage', value: 'closedwon', before: 'contractsent' },
        },
      },
    ]);
    const start = Date.now();
    jest.useFakeTimers({ now: start, doNotFake: [...REAL] });
    try {
      // Within the time that every look goes back it is found again, under the same key; later it is not.
      const seen: string[][] = [];
      for (let [minute, { cursor }] = [1, moved]; minute < 15; minute += 5) {
        jest.setSystemTime(start + minute * 60_000);
        await run('update-deal', { id: open, amount: minute }, owner);
        const found = await next(cursor);
        seen.push(found.occurrences.map(({ key }) => key));
        ({ cursor } = found);
      }
      const keys = moved.occurrences.map(({ key }) => key);
      expect(seen).toEqual([keys, keys, []]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('tell that a property has changed, with what it was, and of more deals than HubSpot gives histories at once', async () => {
    const owner = 'histories';
    const settings = { property: 'amount' };
    const began = await triggerOf('deal-changed').begin(settings, contextOf(owner));
    const ids: string[] = [];
    for (let index = 0; index < 120; index += 1)
      ids.push(idOf(await run('create-deal', { name: `D${index.toString()}`, stage: 'closedlost', amount: 1 }, owner)));
    const without = idOf(await run('create-deal', { name: 'No amount', stage: 'closedlost' }, owner));
    await run('update-deal', { id: without, name: 'Still none' }, owner);
    const reads = () => sandbox.requests().filter(({ url }) => url.endsWith('/deals/batch/read')).length;
    const before = reads();
    const made = await triggerOf('deal-changed').fetch({ settings, cursor: began }, contextOf(owner));
    expect(made.occurrences.map(({ key }) => key.split('/')[0])).toEqual(ids);
    expect(reads() - before).toBe(3);
    await run('update-deal', { id: ids[0], properties: { amount: '' } }, owner);
    const cleared = await triggerOf('deal-changed').fetch({ settings, cursor: made.cursor }, contextOf(owner));
    expect(cleared.occurrences).toMatchObject([
      { event: { amount: null, change: { property: 'amount', value: null, before: '1' } } },
    ]);
    expect(triggerOf('deal-changed').describe(settings)).toBe('When “amount” of a deal changes');
    for (const given of [settings, { stage: 'closedwon' }, {}]) {
      const trigger = triggerOf('deal-changed');
      expect(trigger.event.safeParse(trigger.sample(given)).success).toBe(true);
    }
  });

  it('move on where nothing comes, so that another filter finds nothing of long ago', async () => {
    const [owner, began] = ['quiet', { from: 1, newest: 1, seen: [] }];
    const aDayAgo = Date.now() - 24 * 3_600_000;
    const { cursor } = await readAll('deal-changed', { cursor: began, settings: { pipeline: 'nothing' }, owner });
    expect(z.object({ newest: z.int().min(aDayAgo) }).safeParse(cursor)).toMatchObject({ success: true });
  });

  it('know of a change that an edit has moved to a later page', async () => {
    const owner = 'covered-deals';
    const settings = { property: 'dealstage' };
    const start = Date.now();
    jest.useFakeTimers({ now: start, doNotFake: [...REAL] });
    try {
      const began = await triggerOf('deal-changed').begin(settings, contextOf(owner));
      const ids: string[] = [];
      for (let index = 1; index <= 210; index += 1) {
        jest.setSystemTime(start + index * 10_000);
        ids.push(idOf(await run('create-deal', { name: `D${index.toString()}`, stage: 'contractsent' }, owner)));
      }
      jest.setSystemTime(start + 2_200_000);
      await run('update-deal', { id: ids[0], amount: 1 }, owner);
      const first = await triggerOf('deal-changed').fetch({ settings, cursor: began }, contextOf(owner));
      const rest = await readAll('deal-changed', { cursor: first.cursor, settings, owner });
      const told = [...first.occurrences.map(({ key }) => key), ...rest.keys].map((key) => key.split('/')[0]);
      expect(first.occurrences).toHaveLength(200);
      expect(told).toEqual([...ids.slice(1), ids[0]]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('read many in parts, each once, with as many searches as there are pages', async () => {
    const owner = 'many-contacts';
    const began = await triggerOf('contact-created').begin({}, contextOf(owner));
    const ids: string[] = [];
    for (let index = 0; index < 650; index += 1)
      ids.push(await withinLimit(() => create(`c${index.toString()}@example.com`, owner)));
    const searches = () => sandbox.requests().filter(({ url }) => url.endsWith('/contacts/search')).length;
    const before = searches();
    const first = await triggerOf('contact-created').fetch({ settings: {}, cursor: began }, contextOf(owner));
    expect([first.more, first.occurrences.length]).toEqual([true, 200]);
    const rest = await readAll('contact-created', { cursor: first.cursor, owner });
    expect([...first.occurrences.map(({ key }) => key), ...rest.keys]).toEqual(ids);
    expect(searches() - before).toBe(4);
  });

  it('miss none when others change while they are read', async () => {
    const owner = 'busy-deals';
    const start = Date.now();
    const at = (second: number) => jest.setSystemTime(start + second * 1_000);
    jest.useFakeTimers({ now: start, doNotFake: [...REAL] });
    try {
      const began = await triggerOf('deal-changed').begin({}, contextOf(owner));
      const ids: string[] = [];
      for (let index = 1; index <= 250; index += 1) {
        at(index * 3);
        ids.push(idOf(await run('create-deal', { name: `D${index.toString()}`, stage: 'closedwon' }, owner)));
      }
      const changing = contextOf(owner);
      let searches = 0;
      const vendorFetch: typeof fetch = async (...request) => {
        const reply = await changing.vendorFetch(...request);
        searches += 1;
        at(1_000 + searches);
        for (const id of searches === 1 ? ids.slice(0, 5) : []) await run('update-deal', { id, amount: 1 }, owner);
        return reply;
      };
      const told: string[] = [];
      for (let [cursor, more] = [began, true]; more;) {
        const found = await triggerOf('deal-changed').fetch({ settings: {}, cursor }, { ...changing, vendorFetch });
        told.push(...found.occurrences.map(({ key }) => key.split('/')[0] ?? ''));
        ({ cursor, more } = found);
      }
      expect(told).toEqual([...ids, ...ids.slice(0, 5)]);
    } finally {
      jest.useRealTimers();
    }
  });
});
