import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Signature } from '@hubspot/api-client';
import { z } from 'zod';
import { TestApi, type Person } from './support/api.js';
import { Id } from './support/rules.js';

const SECRET = 'installed-secret';
let api: TestApi;
let owner: Person & { observatoryId: string };
let other: Person & { observatoryId: string };
beforeAll(async () => {
  api = await TestApi.start({
    // Behind a proxy that leads a part of its address here.
    API_PUBLIC_URL: 'https://example.org/jarvis',
    JARVIS_OAUTH_CLIENTS: JSON.stringify({ hubspot: { clientId: 'installed', clientSecret: SECRET } }),
  });
  owner = await api.observatory();
  other = await api.observatory();
});
afterAll(() => api.stop());

/** Something that is watched in an account, an hour before it is due. */
async function watch(observatoryId: string, portalId: number, platform = 'hubspot'): Promise<string> {
  const [connection] = await api.query(
    `insert into integrations (observatory_id, platform, account_name, account_id, status)
     values ($1, $2, 'Acme', $3, 'connected')
     on conflict (observatory_id, platform, account_id) do update set account_name = excluded.account_name returning id`,
    [observatoryId, platform, portalId.toString()],
  );
  const [source] = await api.query(
    `insert into event_sources (observatory_id, uses, connection_id, settings, settings_hash, cursor, next_at)
     values ($1, $2, $3, '{}', $4, '{}', now() + interval '1 hour') returning id`,
    [observatoryId, `${platform}.deal-changed`, Id.parse(connection).id, randomUUID()],
  );
  return Id.parse(source).id;
}
const Woken = z.tuple([z.object({ due: z.boolean(), again: z.boolean() })]);
async function stateOf(source: string) {
  const rows = await api.query(
    'select next_at <= now() as due, again_at is not null as again from event_sources where id = $1',
    [source],
  );
  return Woken.parse(rows)[0];
}
const awake = { due: true, again: true };
const asleep = { due: false, again: false };

interface Sent {
  path?: string;
  secret?: string;
  timestamp?: number;
  signedUrl?: string;
  signedBody?: string;
}
/** Signed by HubSpot's own SDK. */
function deliver(events: unknown, { path = '/hooks/platforms/hubspot', secret = SECRET, ...how }: Sent = {}) {
  const raw = JSON.stringify(events);
  const timestamp = how.timestamp ?? Date.now();
  const signature = Signature.getSignature('POST', 'v3', {
    signature: '',
    clientSecret: secret,
    requestBody: how.signedBody ?? raw,
    url: how.signedUrl ?? `${api.config.api.publicUrl}${path}`,
    timestamp,
  });
  return api.call('POST', path, {
    raw,
    headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp.toString() },
  });
}
const changed = (portalId: number) => [{ portalId, subscriptionType: 'deal.propertyChange', objectId: 7, appId: 1 }];

describe('a delivery of a platform', () => {
  let source: string;
  beforeEach(async () => {
    source = await watch(owner.observatoryId, 62515);
  });

  it('has the accounts that it names looked at now, and once more, wherever they are connected', async () => {
    const [theirs, another] = [await watch(other.observatoryId, 62515), await watch(owner.observatoryId, 99)];
    expect((await deliver(changed(62515))).status).toBe(202);
    expect([await stateOf(source), await stateOf(theirs), await stateOf(another)]).toEqual([awake, awake, asleep]);
  });

  it('may come again and again', async () => {
    for (let time = 0; time < 10; time += 1) expect((await deliver(changed(62515))).status).toBe(202);
    expect(await stateOf(source)).toEqual(awake);
  });

  it.each<[string, Sent]>([
    ['another secret', { secret: 'forged' }],
    ['another address', { signedUrl: 'https://evil.example/hooks/platforms/hubspot' }],
    ['the address without its path', { signedUrl: 'https://example.org/hooks/platforms/hubspot' }],
    ['another body', { signedBody: '[]' }],
    ['an old time', { timestamp: Date.now() - 5 * 60_000 - 1_000 }],
    ['a time to come', { timestamp: Date.now() + 6 * 60_000 }],
  ])('is refused when it was signed for %s', async (_, how) => {
    const reply = await deliver(changed(62515), how);
    expect([reply.status, reply.error.code]).toEqual([401, 'bad-signature']);
    expect(await stateOf(source)).toEqual(asleep);
  });

  it('is refused without a signature, and at a platform that sends none', async () => {
    const unsigned = await api.call('POST', '/hooks/platforms/hubspot', { body: changed(62515) });
    expect([unsigned.status, unsigned.error.code]).toEqual([401, 'bad-signature']);
    for (const platform of ['gmail', 'nothing', '__proto__']) {
      const reply = await deliver(changed(62515), { path: `/hooks/platforms/${platform}` });
      expect(reply.status).toBe(404);
    }
    expect(await stateOf(source)).toEqual(asleep);
  });

  it('wakes nothing when it cannot be read, or names accounts of another platform', async () => {
    const gmail = await watch(owner.observatoryId, 62516, 'gmail');
    for (const events of [{ portalId: 62515 }, [{ portalId: 'all' }], [], changed(62516), null])
      expect((await deliver(events)).status).toBe(202);
    expect([await stateOf(source), await stateOf(gmail)]).toEqual([asleep, asleep]);
  });

  it('of an app of an observatory’s own reaches that observatory only', async () => {
    const path = `/hooks/platforms/hubspot/${owner.observatoryId}`;
    expect((await deliver(changed(62515), { path })).status).toBe(401);
    const set = await api.call('PUT', '/api/v1/integrations/hubspot/client', {
      token: owner.token,
      body: { clientId: 'mine', clientSecret: 'my-own-secret' },
    });
    expect(set.status).toBe(200);
    const theirs = await watch(other.observatoryId, 62515);
    expect((await deliver(changed(62515), { path, secret: 'my-own-secret' })).status).toBe(202);
    expect([await stateOf(source), await stateOf(theirs)]).toEqual([awake, asleep]);
    expect((await deliver(changed(62515), { secret: 'my-own-secret' })).status).toBe(401);
  });
});
