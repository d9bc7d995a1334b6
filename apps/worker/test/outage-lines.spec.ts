import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { proveConnection } from '@jarvis/database';
import { tellOutage } from '../src/activities/tell-outage.js';
import type { CircuitChange } from '../src/activities/circuit.js';
import { startObservatory, type TestObservatory } from './support/observatory.js';

let observatory: TestObservatory;
let connectionId: string;

beforeAll(async () => {
  observatory = await startObservatory();
}, 120_000);
afterAll(() => observatory.stop());

beforeEach(async () => {
  connectionId = randomUUID();
  await observatory.admin.query(
    `insert into integrations (id, observatory_id, platform, account_name, account_id, status)
     values ($1, $2, 'gmail', 'Jarvis', $3, 'connected')`,
    [connectionId, observatory.observatoryId, `account-${connectionId}`],
  );
});

function tell(change: CircuitChange): Promise<void> {
  const { database, observatoryId } = observatory;
  return tellOutage(database, { observatoryId, connectionId, platform: 'gmail', title: 'Gmail' }, change);
}

/** What each accepted call writes, beside what the circuit tells. */
function callAccepted() {
  const { database, observatoryId } = observatory;
  return database.tenant(observatoryId, (manager) => proveConnection(manager, { observatoryId, connectionId }));
}

async function titles(): Promise<unknown[]> {
  const { rows } = await observatory.admin.query<Record<string, unknown>>(
    'select title from activity_logs where integration_id = $1 order by occurred_at, id',
    [connectionId],
  );
  return rows.map(({ title }) => title);
}

async function health(): Promise<unknown> {
  const { rows } = await observatory.admin.query<Record<string, unknown>>(
    'select health from integrations where id = $1',
    [connectionId],
  );
  return rows[0]?.['health'];
}

describe('an outage of a vendor', () => {
  it.each([
    ['before', 'closed', [callAccepted, () => tell('closed')]],
    ['after', 'closed', [() => tell('closed'), callAccepted]],
    ['before', 'heard', [callAccepted, () => tell('heard')]],
    ['after', 'heard', [() => tell('heard'), callAccepted]],
  ] as const)('has its end in the feed when the call is noted as accepted %s it is told (%s)', async (_, __, steps) => {
    await tell('opened');
    expect(await health()).toBe('degraded');
    for (const step of steps) await step();
    expect(await titles()).toEqual(['Gmail does not answer', 'Gmail answers again']);
    expect(await health()).toBe('healthy');
  });

  it('is told once by several workers at once, and so is its end', async () => {
    await Promise.all([tell('opened'), tell('opened')]);
    await Promise.all([tell('closed'), tell('heard'), callAccepted()]);
    await tell('heard');
    expect(await titles()).toEqual(['Gmail does not answer', 'Gmail answers again']);
  });

  it('does not begin again because a check said meanwhile that the connection works', async () => {
    await tell('opened');
    await callAccepted();
    await tell('opened');
    expect(await titles()).toEqual(['Gmail does not answer']);
    expect(await health()).toBe('degraded');
  });

  it('leaves a connection that is broken for another reason as it is', async () => {
    await observatory.admin.query(
      `update integrations set health = 'unhealthy', error_message = 'Refused.' where id = $1`,
      [connectionId],
    );
    await tell('opened');
    await tell('closed');
    expect(await health()).toBe('unhealthy');
  });
});
