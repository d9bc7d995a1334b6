import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { actionOf, Created, hubspot, idOf, portals } from './hubspot-support.js';
import { contextFor, errorOf, openSandbox, type TestSandbox } from './support.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.dispose());
beforeEach(async () => {
  await fetch(`${sandbox.url}/_faults`, { method: 'DELETE' });
});

const { contextOf, run, create } = portals(() => sandbox);

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
