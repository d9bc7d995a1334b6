import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LIVE_CLOSE, LiveServerMessage } from '@jarvis/contracts';
import {
  decideApproval,
  notify,
  openApproval,
  recordSteps,
  requestRun,
  settleEffect,
  beginEffect,
} from '@jarvis/database';
import { createWorkspace, type Workspace, until } from '@jarvis/testing';
import { WebSocket } from 'ws';
import { AccessTokens } from '../../src/auth/access-tokens.js';
import { API_TOKEN_PREFIX, hashOfToken } from '../../src/auth/api-token.js';
import { plan, query, startHarness, type Harness } from './harness.js';

let harness: Harness;
let url: string;
let tokens: AccessTokens;
const opened: WebSocket[] = [];

beforeAll(async () => {
  harness = await startHarness();
  const started = await harness.startApp();
  url = started.url.replace(/^http/, 'ws');
  tokens = started.app.get(AccessTokens, { strict: false });
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});
afterAll(() => harness.stop());

async function signIn({ userId, observatoryId }: Workspace) {
  const { rows } = await query(
    harness.db,
    `insert into user_sessions (observatory_id, user_id, device_id, refresh_token_hash, expires_at) values ($1, $2, 'd', $3, now() + interval '1 hour') returning id`,
    [observatoryId, userId, randomUUID()],
  );
  const sessionId = String(rows[0]!['id']);
  return { sessionId, token: await tokens.issue({ userId, sessionId }) };
}

/** A client; `path` and `protocols` as a browser would give them. */
function connect({
  path = '/ws',
  protocols = [],
  headers = {},
}: { path?: string; protocols?: string[]; headers?: Record<string, string> } = {}) {
  const socket = new WebSocket(`${url}${path}`, protocols, { headers });
  opened.push(socket);
  const messages: LiveServerMessage[] = [];
  const state: { closed?: number; refused?: number } = {};
  socket.on('message', (data: Buffer) => messages.push(LiveServerMessage.parse(JSON.parse(data.toString()))));
  socket.on('close', (code) => (state.closed = code));
  socket.on('unexpected-response', (_, response) => (state.refused = response.statusCode));
  socket.on('error', () => undefined);
  const has = (type: string) => until(() => messages.find((message) => message.type === type));
  return { socket, messages, state, has, open: new Promise((resolve) => socket.once('open', resolve)) };
}
async function connectAs(workspace: Workspace) {
  const { token, sessionId } = await signIn(workspace);
  const client = connect({ protocols: ['jarvis.v1', `bearer.${token}`] });
  await client.has('ready');
  return { ...client, sessionId };
}

async function makeRun({ observatoryId }: Workspace) {
  const { ruleId, versionId } = await harness.makeHook({ observatoryId });
  return harness.db.database.tenant(observatoryId, (manager) =>
    requestRun(manager, {
      observatoryId,
      ruleId,
      ruleVersionId: versionId,
      planHash: plan.hash,
      triggerType: 'manual',
      triggerSummary: 'By hand',
      event: {},
    }),
  );
}

describe('signing in', () => {
  it('takes the token as a subprotocol and never repeats it', async () => {
    const { token } = await signIn(harness.ours);
    const client = connect({ protocols: ['jarvis.v1', `bearer.${token}`] });
    expect(await client.has('ready')).toMatchObject({ data: { userId: harness.ours.userId } });
    expect(client.socket.protocol).toBe('jarvis.v1');
  });

  it('takes the token as the first message, or as a bearer of a server', async () => {
    const { token } = await signIn(harness.ours);
    const client = connect();
    await client.open;
    client.socket.send(JSON.stringify({ type: 'authenticate', token }));
    await client.has('ready');
    await connect({ headers: { authorization: `Bearer ${token}` } }).has('ready');
  });

  it('tells a machine that its token has no live connection, before it is there', async () => {
    const token = `${API_TOKEN_PREFIX}${'x'.repeat(43)}`;
    const { observatoryId, userId } = harness.ours;
    await query(
      harness.db,
      `insert into api_tokens (observatory_id, user_id, name, role, token_hash, expires_at)
       values ($1, $2, 'CI', 'viewer', $3, now() + interval '1 hour')`,
      [observatoryId, userId, hashOfToken(token)],
    );
    const client = connect({ protocols: ['jarvis.v1', `bearer.${token}`] });
    expect(await until(() => client.state.closed)).toBe(LIVE_CLOSE.forbidden);
    expect(client.messages).toEqual([]);
  });

  it('refuses rubbish, foreign and revoked tokens', async () => {
    const { token, sessionId } = await signIn(harness.ours);
    await query(harness.db, 'update user_sessions set revoked_at = now() where id = $1', [sessionId]);
    for (const bad of ['rubbish', token]) {
      const client = connect({ protocols: ['jarvis.v1', `bearer.${bad}`] });
      expect(await until(() => client.state.closed)).toBe(LIVE_CLOSE.unauthorized);
    }
  });

  it('refuses a first message that is none, one that is too large, and a token in the URL', async () => {
    for (const text of ['hello', JSON.stringify({ type: 'ping' })]) {
      const client = connect();
      await client.open;
      client.socket.send(text);
      expect(await until(() => client.state.closed)).toBe(LIVE_CLOSE.badMessage);
    }
    const large = connect();
    await large.open;
    large.socket.send('x'.repeat(10_000));
    expect(await until(() => large.state.closed)).toBe(1009);
    const { token } = await signIn(harness.ours);
    const inUrl = connect({ path: `/ws?token=${token}` });
    expect(await until(() => inUrl.state.refused)).toBe(404);
  });

  it('lets people in whatever idles at the door, also from their own address', async () => {
    const { token } = await signIn(harness.ours);
    const idle = Array.from({ length: 220 }, () => connect());
    await Promise.all(idle.map(({ open }) => open));
    await connect({ protocols: ['jarvis.v1', `bearer.${token}`] }).has('ready');
    const patient = connect();
    await patient.open;
    patient.socket.send(JSON.stringify({ type: 'authenticate', token }));
    await patient.has('ready');
    // All but the latest were sent away, before the time to sign in was over.
    await until(() => idle.filter(({ state }) => state.closed === LIVE_CLOSE.unauthorized).length >= 200);
  });

  it('refuses a foreign origin, and the address of another person', async () => {
    const { token } = await signIn(harness.ours);
    const protocols = ['jarvis.v1', `bearer.${token}`];
    const foreign = connect({ protocols, headers: { origin: 'https://evil.example' } });
    expect(await until(() => foreign.state.refused)).toBe(403);
    const other = connect({ protocols, path: `/ws/user/${randomUUID()}` });
    expect(await until(() => other.state.closed)).toBe(LIVE_CLOSE.forbidden);
    await connect({
      protocols,
      path: `/ws/user/${harness.ours.userId}`,
      headers: { origin: new URL(harness.config.admin.url).origin },
    }).has('ready');
  });
});

describe('events', () => {
  it('tell of runs, approvals, effects and the feed, by the contract', async () => {
    const client = await connectAs(harness.ours);
    const run = await makeRun(harness.ours);
    const { observatoryId, userId } = harness.ours;
    const scope = { observatoryId, runId: run.id, ruleId: run.ruleId ?? undefined };
    const approval = await harness.db.database.tenant(observatoryId, (manager) =>
      openApproval(manager, {
        scope,
        records: [],
        stepPath: 'steps[0]',
        iteration: '',
        title: 'Post it?',
        platform: 'twitter',
        action: 'twitter.create-post',
        actionData: { text: 'not in the event' },
        riskLevel: 'medium',
        riskReasons: [],
        expiresAt: '2030-01-01T00:00:00Z',
      }),
    );
    expect(await client.has('approval_requested')).toMatchObject({
      data: { id: approval.id, runId: run.id, status: 'pending' },
    });
    await harness.db.database.tenant(observatoryId, (manager) =>
      decideApproval(manager, {
        observatoryId,
        approvalId: approval.id,
        decision: 'approved',
        userId,
        via: 'admin',
        wake: false,
      }),
    );
    expect(await client.has('approval_resolved')).toMatchObject({ data: { id: approval.id, status: 'approved' } });
    const key = `${run.id}/steps[1]/0`;
    await harness.db.database.tenant(observatoryId, async (manager) => {
      await beginEffect(manager, {
        scope,
        records: [],
        effect: {
          key,
          stepPath: 'steps[1]',
          iteration: '',
          platform: 'twitter',
          action: 'twitter.create-post',
          effect: 'write',
          inputHash: 'h',
          request: {},
        },
      });
      await settleEffect(manager, {
        scope,
        key,
        records: [],
        outcome: { state: 'confirmed', output: { id: 1 }, externalUrl: 'https://x.test/1' },
      });
    });
    expect(await client.has('effect_updated')).toMatchObject({
      data: { state: 'confirmed', externalUrl: 'https://x.test/1' },
    });
    expect(await client.has('run_updated')).toMatchObject({ data: { id: run.id } });
    expect(await client.has('activity_created')).toMatchObject({ data: { runId: run.id } });
    expect(JSON.stringify(client.messages)).not.toContain('not in the event');
  });

  it('stay in their observatory, also when a notice lies about it', async () => {
    const theirs = await createWorkspace(harness.db);
    const [client, other] = [await connectAs(harness.ours), await connectAs(theirs)];
    const run = await makeRun(theirs);
    await other.has('run_updated');
    await harness.db.database.tenant(harness.ours.observatoryId, (manager) =>
      notify(manager, { type: 'run_updated', observatoryId: harness.ours.observatoryId, id: run.id }),
    );
    const ours = await makeRun(harness.ours);
    await until(() => client.messages.find((message) => message.type === 'run_updated' && message.data.id === ours.id));
    expect(JSON.stringify(client.messages)).not.toContain(run.id);
  });

  it('of one row in quick succession come as few', async () => {
    const run = await makeRun(harness.ours);
    const client = await connectAs(harness.ours);
    const { observatoryId } = harness.ours;
    for (let index = 0; index < 40; index += 1) {
      await harness.db.database.tenant(observatoryId, (manager) =>
        recordSteps(manager, {
          scope: { observatoryId, runId: run.id },
          records: [
            {
              stepId: 's',
              path: `steps[${index}]`,
              iteration: '',
              kind: 'wait',
              name: 'n',
              status: 'succeeded',
              attempts: 1,
              startedAt: new Date().toISOString(),
            },
          ],
        }),
      );
    }
    await client.has('run_updated');
    expect(client.messages.filter(({ type }) => type === 'run_updated').length).toBeLessThan(40);
  });
});

describe('a session that ends', () => {
  it('takes its connection along, and no other', async () => {
    const [leaving, staying] = [await connectAs(harness.ours), await connectAs(harness.ours)];
    await query(harness.db, 'update user_sessions set revoked_at = now() where id = $1', [leaving.sessionId]);
    expect(await until(() => leaving.state.closed)).toBe(LIVE_CLOSE.unauthorized);
    expect(staying.state.closed).toBeUndefined();
  });

  it('by a lost membership too', async () => {
    const workspace = await createWorkspace(harness.db);
    const client = await connectAs(workspace);
    await query(harness.db, 'delete from memberships where user_id = $1', [workspace.userId]);
    expect(await until(() => client.state.closed)).toBe(LIVE_CLOSE.unauthorized);
  });

  it('at once when a notice says so', async () => {
    const client = await connectAs(harness.ours);
    const { observatoryId } = harness.ours;
    await harness.db.database.tenant(observatoryId, (manager) =>
      notify(manager, { type: 'session_revoked', observatoryId, id: client.sessionId }),
    );
    expect(await until(() => client.state.closed)).toBe(LIVE_CLOSE.unauthorized);
  });
});

describe('a gap', () => {
  it('in the server’s own feed is told, so that clients fetch again', async () => {
    const client = await connectAs(harness.ours);
    await query(
      harness.db,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'jarvis-listen-%' and datname = current_database()`,
    );
    await client.has('refetch');
  });
});

it('says what one person is told to that person alone', async () => {
  const { observatoryId } = harness.ours;
  const { rows } = await query(harness.db, `insert into users (email, name) values ($1, 'Colleague') returning id`, [
    `${randomUUID()}@example.org`,
  ]);
  const colleague = { ...harness.ours, userId: String(rows[0]!['id']) };
  await query(harness.db, `insert into memberships (observatory_id, user_id, role) values ($1, $2, 'reviewer')`, [
    observatoryId,
    colleague.userId,
  ]);
  const [mine, theirs] = [await connectAs(harness.ours), await connectAs(colleague)];
  const told = await query(
    harness.db,
    `insert into notifications (observatory_id, user_id, kind, channel, dedupe_key, title, body, notification_type, state, sent_at)
     values ($1, $2, 'run-failed', 'in-app', $3, 'For a colleague', 'b', 'alert', 'sent', now()) returning id`,
    [observatoryId, colleague.userId, randomUUID()],
  );
  const run = await makeRun(harness.ours);
  await harness.db.database.tenant(observatoryId, async (manager) => {
    await notify(manager, { type: 'notification_created', observatoryId, id: String(told.rows[0]!['id']) });
    await notify(manager, { type: 'run_updated', observatoryId, runId: run.id, id: run.id });
  });
  expect(await theirs.has('notification_created')).toMatchObject({ data: { title: 'For a colleague' } });
  // Everything of the same moment has arrived by now.
  await mine.has('run_updated');
  expect(mine.messages.map(({ type }) => type)).not.toContain('notification_created');
});
