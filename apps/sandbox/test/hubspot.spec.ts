import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Action, ActionResult } from '@jarvis/connector-kit';
import { createConnectors } from '@jarvis/connectors';
import { z } from 'zod';
import { contextFor, errorOf, openSandbox, type TestSandbox } from './support.js';

const registry = createConnectors();
const hubspot = registry.getConnector('hubspot')!;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.dispose());
beforeEach(async () => {
  await fetch(`${sandbox.url}/_faults`, { method: 'DELETE' });
});

function actionOf(name: string): Action {
  const action = registry.getAction(`hubspot.${name}`);
  if (!action) throw new Error(`no action ${name}`);
  return action;
}
/** As somebody of their own, so that each test has a portal of its own. */
const contextOf = (owner: string, changes: Parameters<typeof contextFor>[2] = {}) =>
  contextFor(hubspot, sandbox, {
    connection: { id: 'c1', accountId: '1', credentials: { privateAppToken: `${owner}.1` } },
    ...changes,
  });
const run = (name: string, input: unknown, owner: string, changes: Parameters<typeof contextFor>[2] = {}) =>
  actionOf(name).run(input, contextOf(owner, changes));
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
const Created = z.object({ id: z.string() });
const idOf = ({ output }: ActionResult): string => Created.parse(output).id;
const create = async (email: string, owner: string) => idOf(await run('create-contact', { email }, owner));

describe('contacts of HubSpot', () => {
  it('are created, read, changed, found and there to see', async () => {
    const created = await run(
      'create-contact',
      { email: 'ann@example.com', firstName: 'Ann', lifecycleStage: 'lead', properties: { website: 'example.com' } },
      'sandbox-',
    );
    const id = idOf(created);
    expect(created).toMatchObject({
      externalId: id,
      output: { email: 'ann@example.com', firstName: 'Ann', lastName: null },
    });
    expect(created.externalUrl).toBe(`${sandbox.url}/hubspot#contacts-${id}`);
    const page = await (await fetch(String(created.externalUrl))).text();
    expect(page).toContain(`id="contacts-${id}"`);
    expect(page).toContain('example.com');

    // By its internal name as well as by its input.
    await run('update-contact', { id, properties: { phone: '1', lastname: 'Lost' } }, 'sandbox-');
    const updated = await run('update-contact', { id, lastName: 'Lee', properties: { website: '' } }, 'sandbox-');
    expect(updated.output).toMatchObject({ id, firstName: 'Ann', lastName: 'Lee' });
    expect((await run('get-contact', { id }, 'sandbox-')).output).toMatchObject({
      lastName: 'Lee',
      properties: { lifecyclestage: 'lead', phone: '1' },
    });
    const search = { query: 'ann', filters: [{ property: 'lastname', operator: 'EQ', value: 'lee' }] };
    expect((await run('search-contacts', search, 'sandbox-')).output).toMatchObject({ total: 1, contacts: [{ id }] });
  });

  it('are found by lists of values as they were written, in texts and in options', async () => {
    await run('create-contact', { email: 'Ann@Example.com', lastName: 'Lee', lifecycleStage: 'OPEN' }, 'lists');
    await run('create-contact', { email: 'bob@example.com', lastName: 'May', lifecycleStage: 'lead' }, 'lists');
    const found = async (filter: object) =>
      z
        .object({ contacts: z.array(z.object({ lastName: z.string() })) })
        .parse((await run('search-contacts', { filters: [filter] }, 'lists')).output)
        .contacts.map(({ lastName }) => lastName);
    expect(await found({ property: 'lastname', operator: 'IN', values: ['Lee', 'Nobody'] })).toEqual(['Lee']);
    expect(await found({ property: 'lastname', operator: 'NOT_IN', values: ['LEE'] })).toEqual(['May']);
    expect(await found({ property: 'lifecyclestage', operator: 'IN', values: ['OPEN'] })).toEqual(['Lee']);
  });

  it('are listed a page at a time, and only those of the account', async () => {
    const ids = [await create('a@example.com', 'pages'), await create('b@example.com', 'pages')];
    const List = z.object({ contacts: z.array(Created), next: z.string().nullable() });
    const list = async (after?: string) =>
      List.parse((await run('list-contacts', { limit: 1, ...(after ? { after } : {}) }, 'pages')).output);
    const first = await list();
    const second = await list(first.next ?? '');
    expect([...first.contacts, ...second.contacts].map(({ id }) => id)).toEqual(ids);
    expect(second.next).toBeNull();
  });

  it('are one for each address: another is a conflict that names it', async () => {
    const id = await create('twice@example.com', 'twice');
    expect(await errorOf(run('create-contact', { email: 'Twice@example.com' }, 'twice'))).toMatchObject({
      code: 'conflict',
      maybeSent: false,
      message: `There is a contact with the address Twice@example.com already: ${id}.`,
    });
    // Somebody else was first, a moment ago: the first attempt can have made nothing.
    expect(
      await errorOf(run('create-contact', { email: 'twice@example.com' }, 'twice', { sentAt: new Date() })),
    ).toMatchObject({
      code: 'conflict',
    });
    // The address was taken long before the attempt whose answer was lost.
    const later = { sentAt: new Date(Date.now() + 3_600_000), attempt: 2 };
    expect(await errorOf(run('create-contact', { email: 'twice@example.com' }, 'twice', later))).toMatchObject({
      code: 'conflict',
    });
    const again = { sentAt: new Date(), attempt: 2 };
    expect(
      await actionOf('create-contact').findExisting({ email: 'twice@example.com' }, contextOf('twice', again)),
    ).toMatchObject({
      externalId: id,
    });
    expect(
      await actionOf('create-contact').findExisting({ email: 'no@example.com' }, contextOf('twice', again)),
    ).toBeNull();
    expect(idOf(await run('create-contact', { email: 'twice@example.com' }, 'twice', again))).toBe(id);
  });

  it('are created or updated by their address, as often as one likes', async () => {
    const upsert = (lastName: string) => run('upsert-contact', { email: 'up@example.com', lastName }, 'upsert');
    const first = await upsert('One');
    expect(first.output).toMatchObject({ created: true, lastName: 'One' });
    const second = await upsert('Two');
    expect(second).toMatchObject({ externalId: first.externalId, output: { created: false, lastName: 'Two' } });
  });

  it.each([
    ['create-contact', { email: 'x@example.com', properties: { shoe_size: 43 } }, 'shoe_size'],
    ['create-deal', { name: 'D', stage: 'dreaming' }, 'dreaming'],
    ['create-deal', { name: 'D', stage: 'closedwon', contactId: '999999' }, '999999'],
  ])('%s says what HubSpot does not take', async (name, input, named) => {
    const error = await errorOf(run(name, input, 'wrong'));
    expect(error).toMatchObject({ code: 'invalid-input', status: 400, maybeSent: false });
    expect(error.message).toContain(named);
  });

  it('that are not there are not found', async () => {
    expect(await errorOf(run('get-contact', { id: '999999' }, 'nobody'))).toMatchObject({ code: 'not-found' });
    expect(await errorOf(run('update-deal', { id: '999999', name: 'x' }, 'nobody'))).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('deals, notes and owners of HubSpot', () => {
  it('belong together', async () => {
    const contactId = await create('deal@example.com', 'deals');
    const deal = await run(
      'create-deal',
      { name: 'Big', stage: 'appointmentscheduled', amount: 1200.5, contactId, closeDate: '2027-01-31T00:00:00Z' },
      'deals',
    );
    const id = idOf(deal);
    expect(deal.output).toMatchObject({ name: 'Big', amount: 1200.5, stage: 'appointmentscheduled' });
    expect((await run('update-deal', { id, stage: 'closedwon' }, 'deals')).output).toMatchObject({
      id,
      stage: 'closedwon',
    });
    expect((await run('list-deals', {}, 'deals')).output).toMatchObject({ deals: [{ id }], next: null });
    const rich = { filters: [{ property: 'amount', operator: 'GT', value: '1000' }] };
    expect((await run('search-deals', rich, 'deals')).output).toMatchObject({
      total: 1,
      deals: [{ id, amount: 1200.5 }],
    });
    const note = await run('create-note', { text: 'They called.', contactId, dealId: id }, 'deals');
    expect(note.externalId).toMatch(/^\d+$/);
    expect((await run('list-owners', {}, 'deals')).output).toMatchObject({ owners: [{ id: '7001' }], next: null });
  });

  it.each([
    ['update-deal', { id: '1' }],
    ['update-contact', { id: '1', properties: {} }],
    ['create-note', { text: 'x' }],
  ])('%s with nothing to do is refused before anything is sent', async (name, input) => {
    const before = sandbox.requests().length;
    expect(await errorOf(run(name, input, 'empty'))).toMatchObject({ code: 'invalid-input', maybeSent: false });
    expect(sandbox.requests()).toHaveLength(before);
  });
});

describe('a connection to HubSpot', () => {
  it.each([{ privateAppToken: 'sandbox-pat' }, { accessToken: 'sandbox-token' }])(
    'says whose it is, however it was made: %j',
    async (credentials) => {
      const context = contextFor(hubspot, sandbox, { connection: { id: 'c1', accountId: '', credentials } });
      expect(await hubspot.checkHealth(context)).toMatchObject({
        status: 'healthy',
        account: { id: expect.stringMatching(/^\d+$/), name: expect.stringMatching(/^Portal \d+$/) },
      });
    },
  );

  it('that was ended is an auth error', async () => {
    const expired = { connection: { id: 'c1', accountId: '1', credentials: { privateAppToken: 'expired-1' } } };
    expect(await errorOf(run('list-contacts', {}, 'x', expired))).toMatchObject({
      code: 'auth',
      status: 401,
      maybeSent: false,
      retryable: false,
    });
  });

  it.each([
    ['rate-limited', 'rate-limited', false],
    ['server-error', 'unavailable', true],
    ['malformed', 'unavailable', true],
  ])('calls %s what it is', async (kind, code, maybeSent) => {
    await sandbox.fail({ platform: 'hubspot', kind, retryAfter: 7 });
    const error = await errorOf(run('create-deal', { name: 'D', stage: 'closedwon' }, 'faults'));
    expect(error).toMatchObject({ code, maybeSent, platform: 'hubspot' });
    if (kind === 'rate-limited') expect(error.retryAfterMs).toBe(7_000);
  });

  it('keeps its token out of what is written down', () => {
    const text = JSON.stringify(sandbox.requests());
    expect(text).not.toContain('sandbox-pat');
    expect(text).not.toContain('deals.1');
  });
});

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
    for (let index = 0; index < 650; index += 1) ids.push(await create(`c${index.toString()}@example.com`, owner));
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
