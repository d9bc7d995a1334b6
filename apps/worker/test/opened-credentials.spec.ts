import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { createCredentialSealer, integrationContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import { openConnection, refreshing } from '../src/activities/connections.js';
import { startObservatory, type TestObservatory } from './support/observatory.js';

let observatory: TestObservatory;
let sealer: CredentialSealer;

beforeAll(async () => {
  observatory = await startObservatory();
  sealer = createCredentialSealer([{ id: 't1', key: randomBytes(32) }]);
}, 120_000);
afterAll(() => observatory.stop());

async function connected() {
  const connectionId = randomUUID();
  const credentials = sealer.sealCredentials({ accessToken: 'old' }, integrationContext(connectionId));
  await observatory.admin.query(
    `insert into integrations (id, observatory_id, platform, account_name, account_id, status, credentials)
     values ($1::uuid, $2, 'gmail', $1::text, $1::text, 'connected', $3)`,
    [connectionId, observatory.observatoryId, credentials],
  );
  return { observatoryId: observatory.observatoryId, connectionId, platform: 'gmail', purpose: 'run/step/0' };
}

/** Asked in a session of its own: what it sees stays, even if the worker is killed in this moment. */
async function written(connectionId: string): Promise<unknown[]> {
  const { rows } = await observatory.admin.query<Record<string, unknown>>(
    `select metadata ->> 'purpose' as purpose from audit_log where entity_id = $1 and action = 'credentials.opened'`,
    [connectionId],
  );
  return rows.map(({ purpose }) => purpose);
}

describe('opened credentials', () => {
  it('are in the audit log for good before a call has them', async () => {
    const use = await connected();
    const { connection } = await openConnection({ database: observatory.database, sealer }, use);
    expect(connection.credentials).toEqual({ accessToken: 'old' });
    expect(await written(use.connectionId)).toEqual(['run/step/0']);
  });

  it('are there before they are renewed, and stay when the renewal fails', async () => {
    const use = await connected();
    const { withRefreshLock } = refreshing({ database: observatory.database, sealer }, use);
    const seen: unknown[] = [];
    const renewal = withRefreshLock(async (current) => {
      seen.push(current, await written(use.connectionId));
      throw new Error('the vendor refused');
    });
    await expect(renewal).rejects.toThrow('the vendor refused');
    expect(seen).toEqual([{ accessToken: 'old' }, ['run/step/0, renewing']]);
    expect(await written(use.connectionId)).toEqual(['run/step/0, renewing']);
  });
});
