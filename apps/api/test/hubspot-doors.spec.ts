import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import type { Call } from './support/api.js';
import { TestInstallation } from './support/installation.js';

jest.setTimeout(120_000);

let installation: TestInstallation;
beforeAll(async () => {
  installation = await TestInstallation.start();
  await installation.connect('hubspot', { privateAppToken: 'sandbox-token' });
});
afterAll(() => installation.stop());

const Outcome = z.object({ runId: z.uuid(), status: z.string(), waitingFor: z.string().nullable() });
const Made = Outcome.extend({ output: z.looseObject({ id: z.string() }) });
const call = (method: 'GET' | 'POST' | 'PATCH', path: string, options: Call = {}) =>
  installation.call(method, `integrations/hubspot/${path}`, options);
const made = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => {
  const reply = await call(method, path, body === undefined ? {} : { body });
  expect([method, path, reply.status, reply.body]).toMatchObject([method, path, 200, { success: true }]);
  return reply.data(Made.extend({ output: z.looseObject({}) })).output;
};
const someone = () => `${randomUUID()}@example.com`;
const asked = () => ({ headers: { 'idempotency-key': randomUUID() } });

const Sent = z.object({ method: z.string(), url: z.string(), body: z.string() });
/** Requests that HubSpot got to create something with this text in it. */
const creations = (type: 'contacts' | 'deals', text: string) =>
  installation.sandbox
    .journal()
    .split('\n')
    .filter(Boolean)
    .map((line) => Sent.parse(JSON.parse(line)))
    .filter(({ method, url }) => method === 'POST' && new URL(url).pathname === `/crm/v3/objects/${type}`)
    .filter(({ body }) => body.includes(text)).length;
/** How often it stands on the page of what is in the account. */
const seenThere = async (text: string) =>
  (await (await fetch(new URL('/hubspot', installation.sandbox.url))).text()).split(text).length - 1;
/** Asks the database: a door takes 120 calls a minute. */
const reaches = async (runId: string, status: string) => {
  const row = async () => (await installation.api.query('select * from runs where id = $1', [runId]))[0];
  await until(async () => (await row())?.['status'] === status, { seen: row });
};
const effectsOf = (runId: string) =>
  installation.api.query('select id, state, attempts from effects where run_id = $1', [runId]);

const Home = z.object({
  needsMe: z.object({ failedRuns: z.array(z.unknown()), unknownEffects: z.array(z.unknown()) }),
  stats: z.object({ runs: z.int(), failed: z.int(), successRate: z.number().nullable() }),
});
const home = async () => (await installation.call('GET', 'dashboard')).data(Home);

describe('the doors of HubSpot', () => {
  it('create, read, change and list a contact and its deal, and all of it is there', async () => {
    const [email, dealname] = [someone(), `Deal ${randomUUID()}`];
    const { id } = Made.shape.output.parse(await made('POST', 'contacts', { email, firstName: 'Ann' }));
    expect(await made('GET', `contacts/${id}`)).toMatchObject({ email, firstName: 'Ann', lastName: null });
    await made('PATCH', `contacts/${id}`, { lastName: 'Lee' });
    expect(await made('GET', 'contacts?limit=100')).toMatchObject({
      contacts: expect.arrayContaining([expect.objectContaining({ id, email, lastName: 'Lee' })]),
      next: null,
    });
    const deal = { name: dealname, stage: 'contractsent', amount: 12.5, contactId: id };
    const { id: dealId } = Made.shape.output.parse(await made('POST', 'deals', deal));
    await made('PATCH', `deals/${dealId}`, { stage: 'closedwon' });
    expect(await made('GET', 'deals?limit=100')).toMatchObject({
      deals: expect.arrayContaining([
        expect.objectContaining({ id: dealId, name: dealname, amount: 12.5, stage: 'closedwon' }),
      ]),
    });
    expect([creations('contacts', email), creations('deals', dealname)]).toEqual([1, 1]);
    expect([await seenThere(`contacts-${id}"`), await seenThere(dealname)]).toEqual([1, 1]);
  });

  it('create one contact, however often and however many at once ask with one key', async () => {
    const [{ headers }, email] = [asked(), someone()];
    const again = () => call('POST', 'contacts', { headers, body: { email } });
    const replies = await Promise.all(Array.from({ length: 8 }, again));
    expect(new Set(replies.map((reply) => reply.data(Outcome).runId)).size).toBe(1);
    for (const reply of replies) await reaches(reply.data(Outcome).runId, 'succeeded');
    expect((await again()).status).toBe(200);
    expect(creations('contacts', email)).toBe(1);
  });

  it('look whether it happened when the answer was lost, and do not do it again', async () => {
    await installation.fail({ platform: 'hubspot', kind: 'timeout-after-accept', holdMs: 200 });
    const [{ headers }, email] = [asked(), someone()];
    const { runId } = (await call('POST', 'contacts', { headers, body: { email } })).data(Outcome);
    await reaches(runId, 'succeeded');
    const done = (await call('POST', 'contacts', { headers, body: { email } })).data(Made);
    expect(done).toMatchObject({ runId, status: 'succeeded', output: { email } });
    expect(await effectsOf(runId)).toMatchObject([{ state: 'confirmed' }]);
    expect(creations('contacts', email)).toBe(1);
    expect(await seenThere(`contacts-${done.output.id}"`)).toBe(1);
  });

  it('answer 202 where nobody can look, until a person says what happened', async () => {
    await installation.fail({ platform: 'hubspot', kind: 'timeout-after-accept', holdMs: 200 });
    const [{ headers }, name] = [asked(), `Deal ${randomUUID()}`];
    const ask = () => call('POST', 'deals', { headers, body: { name, stage: 'contractsent' } });
    const { runId } = (await ask()).data(Outcome);
    await reaches(runId, 'waiting');
    expect((await ask()).status).toBe(202);
    const [effect] = await effectsOf(runId);
    expect(effect).toMatchObject({ state: 'unknown' });
    expect((await home()).needsMe.unknownEffects).toMatchObject([{ runId, action: 'hubspot.create-deal' }]);
    const said = await installation.call('POST', `runs/${runId}/effects/${String(effect?.['id'])}/resolve`, {
      body: { outcome: 'happened', note: 'It stands there.', output: { id: '201' } },
    });
    expect(said.status).toBe(200);
    await reaches(runId, 'succeeded');
    expect((await ask()).data(Made)).toMatchObject({ runId, output: { id: '201' } });
    expect(creations('deals', name)).toBe(1);
  });

  it('tell the caller alone that a run failed, also one that was answered with 202; its record has the name of the action', async () => {
    const nobody = await call('GET', 'contacts/9999999');
    expect(nobody.status).toBe(404);
    const { runId: refused } = z.object({ runId: z.uuid() }).parse(nobody.error.details);
    await installation.fail({ platform: 'hubspot', kind: 'timeout-after-accept', holdMs: 200 });
    const [{ headers }, name] = [asked(), `Deal ${randomUUID()}`];
    const ask = () => call('POST', 'deals', { headers, body: { name, stage: 'contractsent' } });
    const { runId } = (await ask()).data(Outcome);
    await reaches(runId, 'waiting');
    const [effect] = await effectsOf(runId);
    const [kept] = await installation.api.query('select id, credentials from integrations');
    await installation.api.query('update integrations set credentials = null');
    await installation.call('POST', `runs/${runId}/effects/${String(effect?.['id'])}/resolve`, {
      body: { outcome: 'did-not-happen', note: 'It is not there.' },
    });
    await reaches(runId, 'failed');
    await installation.api.query('update integrations set credentials = $2 where id = $1', [
      kept?.['id'],
      kept?.['credentials'],
    ]);
    expect((await ask()).status).toBe(422);

    expect(await installation.api.query(`select from events where name = 'run.failed'`)).toEqual([]);
    expect(await installation.api.query(`select from outbox where key like 'notify/run-failed/%'`)).toEqual([]);
    expect(await home()).toMatchObject({
      needsMe: { failedRuns: [], unknownEffects: [] },
      stats: { runs: 0, failed: 0, successRate: null },
    });
    const Named = z.array(z.object({ id: z.uuid(), name: z.string() }));
    const listed = (await installation.call('GET', 'runs?status=failed')).data(Named);
    expect(listed).toEqual(
      expect.arrayContaining([
        { id: refused, name: 'Read a contact' },
        { id: runId, name: 'Create a deal' },
      ]),
    );
    expect((await installation.call('GET', `runs/${refused}`)).body).toMatchObject({
      data: { name: 'Read a contact' },
    });
    const told = await installation.call('GET', `activity?runId=${refused}`);
    expect(told.data(z.array(z.looseObject({ runName: z.string() })))[0]).toMatchObject({ runName: 'Read a contact' });
  });

  it('refuse in the words and with the status of what HubSpot says', async () => {
    const email = someone();
    const { id } = Made.shape.output.parse(await made('POST', 'contacts', { email }));
    const twice = await call('POST', 'contacts', { body: { email } });
    expect([twice.status, twice.error.code, twice.error.message]).toEqual([
      409,
      'conflict',
      `There is a contact with the address ${email} already: ${id}.`,
    ]);
    const nobody = await call('PATCH', 'contacts/9999999', { body: { lastName: 'Lee' } });
    expect([nobody.status, nobody.error.code]).toEqual([404, 'not-found']);
    const nothing = await call('PATCH', `contacts/${id}`, { body: {} });
    expect([nothing.status, nothing.error]).toMatchObject([
      400,
      { code: 'invalid-input', details: [{ code: 'invalid' }] },
    ]);
    const wrong = await call('POST', 'deals', { body: { name: 'x', stage: 'nowhere' } });
    expect([wrong.status, wrong.error.code]).toEqual([422, 'invalid-input']);
    expect((await call('GET', 'deals?limit=1000')).status).toBe(400);
    const viewer = await installation.api.member(installation.owner.observatoryId, 'viewer');
    expect((await call('POST', 'contacts', { body: { email }, token: viewer.token })).status).toBe(403);
  });
});
