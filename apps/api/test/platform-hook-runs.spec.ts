import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Signature } from '@hubspot/api-client';
import { until } from '@jarvis/testing';
import type { TestApi } from './support/api.js';
import { TestInstallation } from './support/installation.js';
import { publishRule } from './support/rules.js';
import type { Sandbox } from './support/sandbox.js';

/** From a change at HubSpot's stand-in over its webhook and the worker's look to the run. */

jest.setTimeout(120_000);

let installation: TestInstallation;
let api: TestApi;
let sandbox: Sandbox;
let hookUrl = '';
let portalId = 0;
beforeAll(async () => {
  installation = await TestInstallation.start({ reachable: true });
  ({ api, sandbox } = installation);
  hookUrl = `${api.config.api.publicUrl}/hooks/platforms/hubspot`;
  const id = await installation.connect('hubspot', { privateAppToken: 'sandbox-token' });
  const [connection] = await api.query('select account_id from integrations where id = $1', [id]);
  portalId = Number(connection?.['account_id']);
});
afterAll(() => installation.stop());

const configure = ({ targetUrl = hookUrl, clientSecret = 'sandbox' }) =>
  sandbox.letHappen('/hubspot/app', { targetUrl, clientSecret });
/** A deal of which nobody is told yet. @returns where its form is sent to */
async function makeDeal(dealname: string): Promise<string> {
  await configure({ targetUrl: '' });
  const shown = await sandbox.letHappen('/hubspot/deals', { dealname, dealstage: 'contractsent' });
  await configure({});
  return shown.replace('#deals-', '/deals/');
}

interface Watching {
  ruleId: string;
  source: string;
}
/** A rule that waits for won deals, whose next look of its own is an hour away. */
async function watching(): Promise<Watching> {
  await api.query('update automation_rules set enabled = false');
  const { ruleId } = await publishRule(
    api,
    installation.owner.token,
    `format: 1
name: Notice won deals
trigger: { kind: platform, uses: hubspot.deal-changed, with: { stage: closedwon } }
steps:
  - { id: log, kind: action, uses: core.log, with: { title: "\${{ event.name }} was \${{ event.change.before }}" } }
`,
  );
  const source = await until(async () => {
    const [row] = await api.query(
      `update event_sources s set next_at = now() + interval '1 hour', last_polled_at = now() - interval '1 hour', again_at = null
       from event_listeners l where l.name = s.id::text and l.rule_id = $1 and s.cursor is not null and s.claim is null
       returning s.id`,
      [ruleId],
    );
    return row?.['id'];
  });
  return { ruleId, source: String(source) };
}
const runsOf = ({ ruleId }: Watching) =>
  api.query(`select event->>'name' as name, event->'change'->>'before' as before from runs where rule_id = $1`, [
    ruleId,
  ]);
const firstRunOf = (rule: Watching) => until(async () => (await runsOf(rule))[0]);
async function lookAgain({ source }: Watching): Promise<void> {
  const looked = 'select last_polled_at::text as at from event_sources where id = $1 and claim is null';
  const [before] = await api.query(looked, [source]);
  await api.query('update event_sources set next_at = now() where id = $1', [source]);
  await until(async () => {
    const [now] = await api.query(looked, [source]);
    return now !== undefined && now['at'] !== before?.['at'];
  });
}
const searches = () => sandbox.journal().split('/deals/search').length;

describe('a deal that is won at HubSpot', () => {
  it('wakes the look by the stand-in’s own delivery, and starts its rule once', async () => {
    const deal = await makeDeal('Windows');
    const rule = await watching();
    await sandbox.letHappen(deal, { dealstage: 'closedwon' });
    expect(await firstRunOf(rule)).toEqual({ name: 'Windows', before: 'contractsent' });
    await sandbox.letHappen(deal, { amount: '5' });
    await lookAgain(rule);
    expect(await runsOf(rule)).toHaveLength(1);
  });

  it('starts its rule once when it is delivered ten times at once, with a look for all of them', async () => {
    const deal = await makeDeal('Doors');
    const rule = await watching();
    await configure({ targetUrl: '' });
    await sandbox.letHappen(deal, { dealstage: 'closedwon' });
    const raw = JSON.stringify([{ portalId, subscriptionType: 'deal.propertyChange', objectId: 1, appId: 1 }]);
    const timestamp = Date.now();
    const signed = { clientSecret: 'sandbox', requestBody: raw, url: hookUrl, timestamp, signature: '' };
    const headers = {
      'x-hubspot-signature-v3': Signature.getSignature('POST', 'v3', signed),
      'x-hubspot-request-timestamp': timestamp.toString(),
    };
    const before = searches();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => api.call('POST', '/hooks/platforms/hubspot', { raw, headers })),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 202));
    expect(await firstRunOf(rule)).toMatchObject({ name: 'Doors' });
    // The one for the deliveries, and at most the one that follows a little later.
    expect(searches() - before).toBeLessThanOrEqual(2);
    await lookAgain(rule);
    expect(await runsOf(rule)).toHaveLength(1);
  });

  it('is not looked for where the signature is wrong, and is once HubSpot sends it again with the right one', async () => {
    const deal = await makeDeal('Roof');
    const rule = await watching();
    await configure({ clientSecret: 'wrong' });
    const before = searches();
    await sandbox.letHappen(deal, { dealstage: 'closedwon' });
    await until(async () => (await (await fetch(`${sandbox.url}/hubspot`)).text()).includes('>401<'));
    const asleep = `select next_at > now() + interval '50 minutes' as asleep from event_sources where id = $1`;
    expect(await api.query(asleep, [rule.source])).toEqual([{ asleep: true }]);
    expect([await runsOf(rule), searches()]).toEqual([[], before]);
    await configure({});
    expect(await firstRunOf(rule)).toMatchObject({ name: 'Roof' });
  });
});
