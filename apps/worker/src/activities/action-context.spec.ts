import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { Connections } from '@jarvis/connections';
import { ConnectorError } from '@jarvis/connector-kit';
import { createConnectors } from '@jarvis/connectors';
import { createDatabase } from '@jarvis/database';
import { createCredentialSealer } from '@jarvis/payload-codec/credentials';
import { callsOf, hasSentNothing } from './action-context.js';
import { toStepError } from './failures.js';

const silent = () => undefined;
const registry = createConnectors();

/** One step's calls, while PostgreSQL does not answer. */
function withoutDatabase() {
  // Nobody listens on it.
  const database = createDatabase({ url: 'postgres://jarvis_app@127.0.0.1:1/jarvis', poolSize: 1 });
  const connections = new Connections({
    database,
    registry,
    sealer: createCredentialSealer([{ id: 't1', key: randomBytes(32) }]),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    oauthClients: {},
  });
  const action = registry.getAction('twitter.create-post')!;
  const call = { observatoryId: randomUUID(), action, connectionId: randomUUID(), approvedFor: undefined, key: 'k' };
  return { connections, calls: callsOf({ connections }, call) };
}
const signal = AbortSignal.timeout(30_000);

describe('a connection that cannot be opened', () => {
  it('has sent nothing, and is no outage of the vendor', async () => {
    const { calls } = withoutDatabase();
    const called: unknown[] = [];
    const error: unknown = await calls
      .run({ attempt: 1, signal }, async (context) => called.push(context))
      .catch((cause: unknown) => cause);
    expect(called).toEqual([]);
    expect(hasSentNothing(error)).toBe(true);
    expect(error).not.toBeInstanceOf(ConnectorError);
    expect(toStepError(error, { name: 'Post', path: 'steps[0]' })).toMatchObject({ code: 'database-unavailable' });
  });

  it('is opened anew by the next call', async () => {
    const { calls } = withoutDatabase();
    const fails = () => calls.run({ attempt: 1, signal }, () => Promise.resolve()).catch((error: unknown) => error);
    const first = await fails();
    const second = await fails();
    expect(first).toBeInstanceOf(Error);
    // A failure of its own, and not the remembered one.
    expect(second).not.toBe(first);
  });
});

describe('hasSentNothing', () => {
  it('takes the word of a connector only', () => {
    const refused = { code: 'unavailable', message: 'No.' } as const;
    expect(hasSentNothing(new ConnectorError(refused))).toBe(true);
    expect(hasSentNothing(new ConnectorError({ ...refused, maybeSent: true }))).toBe(false);
    expect(hasSentNothing(new Error('What is this?'))).toBe(false);
  });
});
