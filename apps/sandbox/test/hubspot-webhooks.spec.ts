import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createConnectors } from '@jarvis/connectors';
import { until } from '@jarvis/testing';
import { openSandbox, type TestSandbox } from './support.js';

/** HubSpot's stand-in tells an app of what happens in it, whoever did it. */

const { hook } = createConnectors().getConnector('hubspot')!;
interface Arrived {
  headers: IncomingHttpHeaders;
  url: string;
  body: Buffer;
}
const arrived: Arrived[] = [];
/** What the app answers next; 202 after these. */
const answers: number[] = [];
const server = createServer((request, reply) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    arrived.push({ headers: request.headers, url: `${origin}${request.url ?? ''}`, body: Buffer.concat(parts) });
    reply.writeHead(answers.shift() ?? 202).end();
  });
});
let origin = '';
let sandbox: TestSandbox;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
  sandbox = await openSandbox({ apiUrl: `${origin}/` });
});
afterAll(async () => {
  await sandbox.dispose();
  server.close();
});
beforeEach(async () => {
  await send('/hubspot/app', { targetUrl: `${origin}/hooks/platforms/hubspot`, clientSecret: 'sandbox' });
  arrived.length = 0;
});

async function send(path: string, fields: Record<string, string>, status = 303): Promise<string> {
  const reply = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  expect(reply.status).toBe(status);
  return status === 303 ? (reply.headers.get('location') ?? '') : reply.text();
}
const makeDeal = async (dealname: string) =>
  (await send('/hubspot/deals', { dealname, dealstage: 'contractsent', amount: '10' })).replace('/hubspot#deals-', '');
const arrivals = (count: number) => until(() => Promise.resolve(arrived.length >= count));
const eventsIn = ({ body }: Arrived) => JSON.parse(body.toString()) as Record<string, unknown>[];
const isSigned = ({ headers, url, body }: Arrived, clientSecret = 'sandbox') =>
  hook?.verify({ method: 'POST', headers, url, body }, { clientSecret, now: new Date() });
const page = async () => (await fetch(`${sandbox.url}/hubspot`)).text();

it('a contact and a deal that are made, and each property that changes, are told in signed batches', async () => {
  await send('/hubspot/contacts', { email: 'ann@example.com', firstname: 'Ann', lastname: '' });
  await arrivals(1);
  const id = await makeDeal('Windows');
  await arrivals(2);
  await send(`/hubspot/deals/${id}`, { dealstage: 'closedwon', amount: '' });
  await arrivals(3);
  expect(arrived.map((one) => [isSigned(one), isSigned(one, 'another')])).toEqual(arrived.map(() => [true, false]));
  expect(arrived.map(({ url }) => url)).toEqual(arrived.map(() => `${origin}/hooks/platforms/hubspot`));
  const common = {
    eventId: expect.any(Number),
    subscriptionId: expect.any(Number),
    portalId: expect.any(Number),
    appId: expect.any(Number),
    occurredAt: expect.any(Number),
    attemptNumber: 0,
    changeSource: 'CRM_UI',
  };
  const changed = { ...common, subscriptionType: 'deal.propertyChange', objectId: Number(id) };
  expect(arrived.map(eventsIn)).toEqual([
    [{ ...common, subscriptionType: 'contact.creation', objectId: expect.any(Number) }],
    [{ ...common, subscriptionType: 'deal.creation', objectId: Number(id) }],
    [
      { ...changed, propertyName: 'dealstage', propertyValue: 'closedwon' },
      { ...changed, propertyName: 'amount', propertyValue: '' },
    ],
  ]);
  expect(hook?.accounts(arrived[0]!.body)).toEqual(['1']);
});

describe('a batch that is not taken', () => {
  it.each([401, 503])(
    'comes again after %i, with the number of the attempt and a signature of its own',
    async (status) => {
      answers.push(status);
      await makeDeal(`Again after ${status.toString()}`);
      await arrivals(2);
      const [first, second] = arrived as [Arrived, Arrived];
      expect([first, second].map((one) => isSigned(one))).toEqual([true, true]);
      expect(eventsIn(second)).toEqual(eventsIn(first).map((event) => ({ ...event, attemptNumber: 1 })));
      expect(await until(async () => (await page()).includes('again (1)'))).toBe(true);
    },
  );
});

it('nothing is told of an edit that changes nothing, nor without an address; the page refuses what is none', async () => {
  const id = await makeDeal('Same');
  await arrivals(1);
  await send(`/hubspot/deals/${id}`, { dealstage: 'contractsent', amount: '10' });
  expect(await send('/hubspot/app', { targetUrl: 'file:///etc/passwd', clientSecret: 'x' }, 400)).toContain(
    'role="alert"',
  );
  await send('/hubspot/app', { targetUrl: '', clientSecret: 'x' });
  await makeDeal('Untold');
  await send('/hubspot/app', { targetUrl: `${origin}/elsewhere`, clientSecret: 'other' });
  await makeDeal('Told');
  await arrivals(2);
  expect(arrived).toHaveLength(2);
  expect([arrived[1]!.url, isSigned(arrived[1]!, 'other')]).toEqual([`${origin}/elsewhere`, true]);
});

describe('the page', () => {
  it('shows what was made and says in HubSpot’s words what it does not take', async () => {
    const id = await makeDeal('<b>Doors</b>');
    expect(await page()).toContain(`id="deals-${id}"`);
    expect(await page()).toContain('&lt;b&gt;Doors&lt;/b&gt;');
    const wrong = await send(`/hubspot/deals/${id}`, { amount: 'much' }, 400);
    expect(wrong).toContain('much was not a valid number.');
    expect(await send('/hubspot/deals/999999', { amount: '1' }, 400)).toContain('There is no such deal.');
    await send('/hubspot/contacts', { email: 'twice@example.com' });
    expect(await send('/hubspot/contacts', { email: 'twice@example.com' }, 400)).toContain('Contact already exists');
  });
});
