import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Action } from '@jarvis/connector-kit';
import { createConnectors } from '@jarvis/connectors';
import { contextFor, errorOf, openSandbox, type TestSandbox } from './support.js';

const registry = createConnectors();
const twitter = registry.getConnector('twitter')!;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.dispose());
beforeEach(async () => {
  await fetch(`${sandbox.url}/_faults`, { method: 'DELETE' });
});

function actionOf(id: string): Action {
  const action = registry.getAction(id);
  if (!action) throw new Error(`no action ${id}`);
  return action;
}
const createPost = actionOf('twitter.create-post');
const withToken = (accessToken: string) => ({
  connection: { id: 'c1', accountId: '1780000000000000001', credentials: { accessToken } },
});
const pageOf = async (url: string | undefined) => (await fetch(String(url))).text();

describe('twitter.create-post', () => {
  it('publishes, and the post is there to see', async () => {
    const result = await createPost.run({ text: 'Hello <world> & all' }, contextFor(twitter, sandbox));
    expect(result).toMatchObject({
      output: { text: 'Hello <world> & all' },
      externalId: expect.stringMatching(/^\d+$/),
    });
    expect(result.externalUrl).toBe(`${sandbox.url}/x/jarvis_dev/status/${String(result.externalId)}`);
    expect(await pageOf(result.externalUrl)).toContain('Hello &lt;world&gt; &amp; all');
  });

  it('refuses a text that X counts as too long, before sending it', async () => {
    const before = sandbox.requests().length;
    const error = await errorOf(createPost.run({ text: '日'.repeat(141) }, contextFor(twitter, sandbox)));
    expect(error).toMatchObject({ code: 'invalid-input', maybeSent: false });
    expect(error.message).toContain('counts 282');
    expect(sandbox.requests()).toHaveLength(before);
    expect((await createPost.run({ text: '日'.repeat(140) }, contextFor(twitter, sandbox))).externalId).toBeDefined();
  });

  it('calls a rejected token an auth error', async () => {
    const error = await errorOf(createPost.run({ text: 'No' }, contextFor(twitter, sandbox, withToken('expired-1'))));
    expect(error).toMatchObject({ code: 'auth', status: 401, maybeSent: false, retryable: false });
  });

  it('calls the same text again a conflict', async () => {
    await createPost.run({ text: 'Twice' }, contextFor(twitter, sandbox));
    expect(await errorOf(createPost.run({ text: 'Twice' }, contextFor(twitter, sandbox)))).toMatchObject({
      code: 'conflict',
      maybeSent: false,
    });
  });

  it('takes the waiting time from X', async () => {
    await sandbox.fail({ platform: 'twitter', kind: 'rate-limited', retryAfter: 7 });
    const error = await errorOf(createPost.run({ text: 'Slow' }, contextFor(twitter, sandbox)));
    expect(error).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 7000,
      maybeSent: false,
      retryable: true,
    });
    expect((await createPost.run({ text: 'Slow' }, contextFor(twitter, sandbox))).externalId).toBeDefined();
  });

  it('does not know after a 5xx whether it was sent, and the look-up says no', async () => {
    await sandbox.fail({ platform: 'twitter', kind: 'server-error' });
    const sentAt = new Date();
    expect(await errorOf(createPost.run({ text: 'Outage' }, contextFor(twitter, sandbox)))).toMatchObject({
      code: 'unavailable',
      maybeSent: true,
    });
    expect(await createPost.findExisting({ text: 'Outage' }, contextFor(twitter, sandbox, { sentAt }))).toBeNull();
  });

  it.each(['malformed', 'timeout-after-accept'])('finds the post whose answer was lost (%s)', async (kind) => {
    const text = `Read https://example.com/a?b=1&c=2 now & again, ${kind}`;
    await sandbox.fail({ platform: 'twitter', kind, holdMs: 5_000 });
    const sentAt = new Date();
    const error = await errorOf(
      createPost.run({ text }, contextFor(twitter, sandbox, { signal: AbortSignal.timeout(500) })),
    );
    expect(error).toMatchObject({ code: 'unavailable', maybeSent: true });
    const found = await createPost.findExisting({ text }, contextFor(twitter, sandbox, { sentAt, attempt: 2 }));
    expect(found).toMatchObject({ output: { text }, externalId: expect.stringMatching(/^\d+$/) });
    // A blind repeat meets X's refusal of duplicates and comes to the same post.
    const repeated = await createPost.run({ text }, contextFor(twitter, sandbox, { sentAt, attempt: 2 }));
    expect(repeated.externalId).toBe(found?.externalId);
  });

  it('does not take an older post with the same text for its own', async () => {
    await createPost.run({ text: 'Old news' }, contextFor(twitter, sandbox));
    const sentAt = new Date(Date.now() + 3_600_000);
    expect(await createPost.findExisting({ text: 'Old news' }, contextFor(twitter, sandbox, { sentAt }))).toBeNull();
  });

  it('says that nothing was sent when the vendor cannot be reached', async () => {
    const gone = { ...sandbox, url: 'http://127.0.0.1:1' };
    expect(await errorOf(createPost.run({ text: 'Down' }, contextFor(twitter, gone)))).toMatchObject({
      code: 'unavailable',
      maybeSent: false,
    });
  });
});

describe('the other actions', () => {
  it('deletes a post, once', async () => {
    const { externalId: id } = await createPost.run({ text: 'Soon gone' }, contextFor(twitter, sandbox));
    const deletePost = actionOf('twitter.delete-post');
    expect((await deletePost.run({ id }, contextFor(twitter, sandbox))).output).toEqual({
      id,
      deleted: true,
    });
    expect(await errorOf(deletePost.run({ id }, contextFor(twitter, sandbox)))).toMatchObject({
      code: 'not-found',
    });
    expect((await deletePost.run({ id }, contextFor(twitter, sandbox, { attempt: 2 }))).output).toEqual({
      id,
      deleted: true,
    });
  });

  it('reads the account and judges the connection by it', async () => {
    expect((await actionOf('twitter.get-me').run({}, contextFor(twitter, sandbox))).output).toMatchObject({
      username: 'jarvis_dev',
    });
    expect(await twitter.checkHealth(contextFor(twitter, sandbox))).toMatchObject({
      status: 'healthy',
      account: { id: '1780000000000000001', name: '@jarvis_dev' },
    });
    expect(await errorOf(twitter.checkHealth(contextFor(twitter, sandbox, withToken('revoked-1'))))).toMatchObject({
      code: 'auth',
    });
  });
});
