import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expireApproval, hashJson } from '@jarvis/database';
import { z } from 'zod';
import { TestApi, type Person, type Reply } from './support/api.js';
import { addConnection, addPendingApproval, asking, publishRule } from './support/rules.js';

const adminSecret = 'known to the admin and the API alone';
let api: TestApi;
let owner: Person & { observatoryId: string };
let ada: Person;
let grace: Person;
let viewer: Person;
let ruleId: string;
beforeAll(async () => {
  api = await TestApi.start({ ADMIN_CLIENT_SECRET: adminSecret });
  owner = await api.observatory();
  ada = await api.member(owner.observatoryId, 'reviewer', 'Ada');
  grace = await api.member(owner.observatoryId, 'operator', 'Grace');
  viewer = await api.member(owner.observatoryId, 'viewer', 'Vera');
  await addConnection(api, owner.observatoryId);
  ({ ruleId } = await publishRule(api, owner.token, asking));
});
afterAll(() => api.stop());

const ask = (options: { text?: string; expiresIn?: string } = {}) =>
  addPendingApproval(api, { observatoryId: owner.observatoryId, ruleId, ...options });
const decide = (id: string, person: Person, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  api.call('POST', `/api/v1/approvals/${id}/decision`, { token: person.token, body, headers });
const rowOf = async (id: string) => (await api.query('select * from approval_requests where id = $1', [id]))[0];
const signalsOf = (id: string) => api.query('select payload from outbox where key = $1', [`signal-approval/${id}`]);

it('is counted for the number beside the word Approvals, as long as it waits, in its own observatory alone', async () => {
  const other = await api.observatory();
  const count = async ({ token }: Person) =>
    (await api.call('GET', '/api/v1/approvals/pending-count', { token })).data(z.object({ pending: z.int() })).pending;
  const before = await count(viewer);
  const { approvalId } = await ask();
  await ask();
  expect(await count(viewer)).toBe(before + 2);
  expect((await decide(approvalId, ada, { decision: 'rejected' })).status).toBe(200);
  expect(await count(viewer)).toBe(before + 1);
  expect(await count(other)).toBe(0);
});

describe('what a reviewer sees', () => {
  it('is exactly what will happen, and why', async () => {
    const { approvalId, runId } = await ask();
    const reply = await api.call('GET', `/api/v1/approvals/${approvalId}`, { token: ada.token });
    expect(reply.body).toMatchObject({
      data: {
        status: 'pending',
        title: 'Publish a post',
        action: 'twitter.create-post',
        input: { text: 'We fixed it.' },
        inputHash: hashJson({ text: 'We fixed it.' }),
        inputSchema: { type: 'object' },
        preview: { kind: 'post', text: 'We fixed it.' },
        riskLevel: 'medium',
        riskReasons: ['public'],
        confidence: 0.9,
        reasoning: 'It is done.',
        run: { id: runId, triggerSummary: 'issues.closed from octo-org/octo-repo' },
        event: { text: 'event text' },
        ruleName: 'Ask, then post',
      },
    });
  });

  it('has no secrets in it, and an edit that leaves them masked keeps them', async () => {
    const data = {
      method: 'POST',
      url: 'https://vendor.test/',
      headers: { 'X-Partner': 's3cret' },
      body: 'a',
    };
    const shown = { ...data, headers: { 'X-Partner': '•••' } };
    const { approvalId } = await addPendingApproval(api, {
      observatoryId: owner.observatoryId,
      ruleId,
      action: 'http.request',
      data,
    });
    const path = `/api/v1/approvals/${approvalId}`;
    const reply = await api.call('GET', path, { token: ada.token });
    expect(reply.body).toMatchObject({
      data: { input: shown, inputHash: hashJson(data), preview: { headers: { 'X-Partner': '•••' } } },
    });
    const edited = { ...shown, body: 'b' };
    const exact = { ...data, body: 'b' };
    const preview = await api.call('POST', `${path}/preview`, { token: ada.token, body: { edited } });
    expect(preview.body).toMatchObject({ data: { inputHash: hashJson(exact) } });
    const decided = await decide(approvalId, ada, { decision: 'approved', edited });
    expect(decided.body).toMatchObject({ data: { approvedInput: edited, approvedHash: hashJson(exact) } });
    expect(await rowOf(approvalId)).toMatchObject({ approved_data: exact });
    for (const answer of [reply, preview, decided]) expect(JSON.stringify(answer.body)).not.toContain('s3cret');
  });

  it('is sorted by deadline while it is pending', async () => {
    const soon = await ask({ expiresIn: '1 hour' });
    const late = await ask({ expiresIn: '20 days' });
    const list = await api.call('GET', '/api/v1/approvals?status=pending&limit=200', { token: viewer.token });
    const ids = list.data(z.array(z.looseObject({ id: z.uuid() }))).map(({ id }) => id);
    expect(ids.indexOf(soon.approvalId)).toBeLessThan(ids.indexOf(late.approvalId));
    expect(ids.at(-1)).toBe(late.approvalId);
  });
});

describe('the account it was asked for', () => {
  async function askAs(accountId: string) {
    const observatoryId = owner.observatoryId;
    const made = await api.query(
      `insert into integrations (observatory_id, platform, account_name, account_id, status, credentials)
       values ($1, 'twitter', '@jarvis', $2, 'connected', 'sealed') returning id`,
      [observatoryId, accountId],
    );
    const [{ id: connectionId }] = z.tuple([z.object({ id: z.uuid() })]).parse(made);
    const { approvalId } = await ask();
    await api.query(
      `update approval_requests set integration_id = $2, account_id = $3, account_name = '@jarvis' where id = $1`,
      [approvalId, connectionId, accountId],
    );
    const set = (change: string) => api.query(`update integrations set ${change} where id = $1`, [connectionId]);
    const shown = () => api.call('GET', `/api/v1/approvals/${approvalId}`, { token: ada.token });
    return { approvalId, connectionId, set, shown };
  }

  it('is shown while it is there, without a warning', async () => {
    const { connectionId, shown } = await askAs('there');
    expect((await shown()).body).toMatchObject({
      data: { account: { id: connectionId, name: '@jarvis' }, accountWarning: null },
    });
  });

  it('warns while it is disconnected and refuses to approve, until it is back', async () => {
    const { approvalId, set, shown } = await askAs('disconnected');
    await set(`status = 'disconnected', credentials = null`);
    expect((await shown()).body).toMatchObject({
      data: {
        accountWarning: {
          code: 'disconnected',
          message: 'The X (Twitter) account @jarvis is disconnected, so this cannot be done.',
        },
      },
    });
    const refused = await decide(approvalId, ada, { decision: 'approved' });
    expect([refused.status, refused.error.code]).toEqual([422, 'account-disconnected']);
    expect(await rowOf(approvalId)).toMatchObject({ status: 'pending' });
    await set(`status = 'connected', credentials = 'sealed'`);
    expect((await decide(approvalId, ada, { decision: 'approved' })).body).toMatchObject({
      data: { status: 'approved' },
    });
  });

  it('is never another one: a connection that leads elsewhere is named and can only be rejected', async () => {
    const { approvalId, set, shown } = await askAs('first');
    await set(`account_id = 'second', account_name = '@other'`);
    expect((await shown()).body).toMatchObject({
      data: { account: { name: '@jarvis' }, accountWarning: { code: 'other-account' } },
    });
    const refused = await decide(approvalId, ada, { decision: 'approved' });
    expect([refused.status, refused.error.code]).toEqual([422, 'other-account']);
    expect((await decide(approvalId, ada, { decision: 'rejected' })).body).toMatchObject({
      data: { status: 'rejected' },
    });
  });

  it('may be gone for good', async () => {
    const { approvalId, connectionId, shown } = await askAs('removed');
    await api.query('delete from integrations where id = $1', [connectionId]);
    expect((await shown()).body).toMatchObject({
      data: { account: { name: '@jarvis' }, accountWarning: { code: 'removed' } },
    });
    expect((await decide(approvalId, ada, { decision: 'approved' })).error.code).toBe('account-removed');
  });
});

describe('deciding', () => {
  it('binds the hash of what was shown and wakes the workflow', async () => {
    const { approvalId, runId } = await ask();
    const inputHash = hashJson({ text: 'We fixed it.' });
    const reply = await decide(
      approvalId,
      ada,
      { decision: 'approved', note: 'Fine', inputHash },
      { 'x-jarvis-admin': adminSecret },
    );
    expect(reply.body).toMatchObject({
      data: {
        status: 'approved',
        respondedBy: { name: 'Ada' },
        respondedVia: 'admin',
        seen: true,
        responseNote: 'Fine',
        approvedPreview: null,
      },
    });
    expect(await rowOf(approvalId)).toMatchObject({
      approved_hash: inputHash,
      approved_data: { text: 'We fixed it.' },
    });
    expect(await signalsOf(approvalId)).toEqual([{ payload: { approvalId, runId } }]);
  });

  it('is of the API whatever a header claims, and recorded as unseen without the hash', async () => {
    const { approvalId } = await ask();
    const reply = await decide(
      approvalId,
      ada,
      { decision: 'approved', note: 'forged' },
      {
        'x-jarvis-client': 'admin',
        'x-jarvis-admin': 'a guess',
        origin: api.config.admin.url,
      },
    );
    expect(reply.body).toMatchObject({ data: { status: 'approved', respondedVia: 'api', seen: false } });
    expect(await rowOf(approvalId)).toMatchObject({ responded_via: 'api', seen_hash: null });
    expect(
      await api.query(`select metadata->>'via' as via, metadata->'seen' as seen from audit_log where entity_id = $1`, [
        approvalId,
      ]),
    ).toEqual([{ via: 'api', seen: null }]);
  });

  describe('where a rule wants another person', () => {
    const askOthers = async (startedBy: string | null) => {
      const asked = await ask();
      await api.query('update approval_requests set self_approval = false where id = $1', [asked.approvalId]);
      await api.query('update runs set requested_by = $2 where id = $1', [asked.runId, startedBy]);
      return asked.approvalId;
    };
    const refusedTo = async (id: string, { token }: Person) =>
      (await api.call('GET', `/api/v1/approvals/${id}`, { token })).body;

    it.each([
      ['started the run', () => grace, () => grace.userId, 'You started this run yourself'],
      ['published the rule', () => owner, () => null, 'You published this rule yourself'],
    ])('whoever %s cannot approve it, and is told so; others can', async (_, who, startedBy, words) => {
      const id = await askOthers(startedBy());
      expect(await refusedTo(id, who())).toMatchObject({
        data: { refusedToYou: { message: expect.stringContaining(words) } },
      });
      const refused = await decide(id, who(), { decision: 'approved' });
      expect([refused.status, refused.error.code]).toEqual([403, 'self-approval']);
      expect(await rowOf(id)).toMatchObject({ status: 'pending' });
      expect(await refusedTo(id, ada)).toMatchObject({ data: { refusedToYou: null } });
      expect((await decide(id, ada, { decision: 'approved' })).status).toBe(200);
    });

    it('whoever started the run can still reject it', async () => {
      const id = await askOthers(grace.userId);
      expect((await decide(id, grace, { decision: 'rejected' })).body).toMatchObject({ data: { status: 'rejected' } });
    });
  });

  it('lets one of two reviewers win and tells the other who was first, and when', async () => {
    const { approvalId } = await ask();
    const replies = await Promise.all([
      decide(approvalId, ada, { decision: 'approved' }),
      decide(approvalId, grace, { decision: 'rejected', note: 'No' }),
    ]);
    const [loser, ...others] = replies.filter(({ status }) => status === 409);
    expect(others).toEqual([]);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const row = await rowOf(approvalId);
    const winner = row?.['status'] === 'approved' ? 'Ada' : 'Grace';
    expect(loser?.error.code).toBe('approval-answered');
    expect(loser?.error.message).toContain(`${winner} ${String(row?.['status'])} this first at 20`);
    expect(loser?.error.details).toMatchObject({
      status: row?.['status'],
      respondedBy: winner,
      respondedAt: expect.any(String),
    });
    expect(await signalsOf(approvalId)).toHaveLength(1);
  });

  it('gives one decision for fifty answers at once', async () => {
    const { approvalId } = await ask();
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        decide(approvalId, index % 2 ? ada : grace, { decision: index % 2 ? 'approved' : 'rejected' }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(49);
  });

  it('lets click or clock win, never both', async () => {
    const { observatoryId } = owner;
    for (let round = 0; round < 10; round += 1) {
      const { approvalId } = await ask();
      const expire = () =>
        api.postgres.database.tenant(observatoryId, (manager) =>
          expireApproval(manager, { observatoryId, approvalId }),
        );
      const [reply, after] = await Promise.all([decide(approvalId, ada, { decision: 'approved' }), expire()]);
      const row = await rowOf(approvalId);
      expect(row?.['status']).toBe(reply.status === 200 ? 'approved' : 'expired');
      expect(after?.status).toBe(row?.['status']);
    }
  });

  it('refuses an answer that comes too late, in words', async () => {
    const { approvalId } = await ask({ expiresIn: '-1 second' });
    const reply = await decide(approvalId, ada, { decision: 'approved' });
    expect([reply.status, reply.error.code]).toEqual([409, 'approval-expired']);
    expect(reply.error.message).toContain('the action will not happen');
    expect(await signalsOf(approvalId)).toEqual([]);
  });

  it('refuses when something else is pending than what was shown', async () => {
    const { approvalId } = await ask();
    const reply = await decide(approvalId, ada, { decision: 'approved', inputHash: 'a'.repeat(64) });
    expect([reply.status, reply.error.code]).toEqual([409, 'approval-changed']);
    expect(await rowOf(approvalId)).toMatchObject({ status: 'pending' });
  });

  it('never happens by a GET, a form, a plain-text post or a viewer', async () => {
    const { approvalId } = await ask();
    const url = `/api/v1/approvals/${approvalId}/decision`;
    expect((await api.call('GET', `${url}?decision=approved`, { token: ada.token })).status).toBe(404);
    expect(
      (
        await api.call('POST', url, {
          token: ada.token,
          raw: '{"decision":"approved"}',
          headers: { 'content-type': 'text/plain' },
        })
      ).status,
    ).toBe(415);
    expect(
      (
        await api.call('POST', url, {
          token: ada.token,
          raw: 'decision=approved',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).status,
    ).toBe(415);
    expect(
      (
        await api.call('POST', url, {
          body: { decision: 'approved' },
          headers: { cookie: `jarvis_access=${ada.token}` },
        })
      ).status,
    ).toBe(401);
    expect((await decide(approvalId, viewer, { decision: 'approved' })).status).toBe(403);
    expect(await rowOf(approvalId)).toMatchObject({ status: 'pending' });
  });
});

describe('editing before approving', () => {
  it('validates, scores the risk anew and binds the new hash', async () => {
    const { approvalId } = await ask();
    const edited = { text: 'We fixed it, and more: https://example.com @everyone' };
    const preview = await api.call('POST', `/api/v1/approvals/${approvalId}/preview`, {
      token: ada.token,
      body: { edited },
    });
    expect(preview.body).toMatchObject({
      data: { preview: { kind: 'post', text: edited.text }, inputHash: hashJson(edited) },
    });
    const reply = await decide(approvalId, ada, { decision: 'approved', edited });
    expect(reply.body).toMatchObject({
      data: { approvedInput: edited, approvedHash: hashJson(edited), approvedPreview: { text: edited.text } },
    });
    const { riskLevel, riskReasons } = preview.data(
      z.looseObject({ riskLevel: z.string(), riskReasons: z.array(z.string()) }),
    );
    expect(reply.body).toMatchObject({ data: { riskLevel, riskReasons } });
  });

  it('refuses what the action does not take and decides nothing', async () => {
    const { approvalId } = await ask();
    const reply = await decide(approvalId, ada, { decision: 'approved', edited: { text: 7 } });
    expect([reply.status, reply.error.code]).toEqual([422, 'invalid-edit']);
    expect(reply.error.details).toMatchObject([{ path: 'edited.text' }]);
    expect(await rowOf(approvalId)).toMatchObject({ status: 'pending' });
    expect((await decide(approvalId, ada, { decision: 'rejected', edited: { text: 'x' } })).status).toBe(400);
  });

  it('does not call an unchanged input edited', async () => {
    const { approvalId } = await ask();
    const reply = await decide(approvalId, ada, { decision: 'approved', edited: { text: 'We fixed it.' } });
    expect(reply.body).toMatchObject({ data: { approvedPreview: null, riskReasons: ['public'] } });
  });
});
