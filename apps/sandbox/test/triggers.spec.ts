import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connector, Trigger } from '@jarvis/connector-kit';
import { createConnectors } from '@jarvis/connectors';
import { z } from 'zod';
import { contextFor, errorOf, openSandbox, type TestSandbox } from './support.js';

const registry = createConnectors();
const connectorOf = (platform: string): Connector => registry.getConnector(platform)!;
const newEmail = registry.getTrigger('gmail.new-email')!;
const newMention = registry.getTrigger('twitter.new-mention')!;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.dispose());
beforeEach(async () => {
  await fetch(`${sandbox.url}/_faults`, { method: 'DELETE' });
});

const post = async (path: string, fields: Record<string, string>): Promise<void> => {
  const reply = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  expect(reply.status).toBe(303);
};
const mailArrives = (subject: string, from = 'Ann <ann@example.com>') => post('/mail', { from, subject, text: 'Hi' });
const mentionHappens = (text: string) => post('/x/jarvis_dev', { author: 'ann_example', text });

const context = (trigger: Trigger, credentials?: unknown) =>
  contextFor(connectorOf(trigger.platform), sandbox, credentials ? { connection: connectionOf(credentials) } : {});
const connectionOf = (credentials: unknown) => ({ id: 'c', accountId: 'a', credentials });
const begin = (trigger: Trigger, settings: unknown = {}) => trigger.begin(settings, context(trigger));
const fetchOnce = (trigger: Trigger, cursor: unknown, settings: unknown = {}) =>
  trigger.fetch({ settings, cursor }, context(trigger));
/** Until there is no more. */
async function fetchAll(trigger: Trigger, cursor: unknown, settings: unknown = {}) {
  const summaries: string[] = [];
  for (let at = cursor; ;) {
    const found = await fetchOnce(trigger, at, settings);
    summaries.push(...found.occurrences.map(({ summary }) => summary));
    at = found.cursor;
    if (!found.more) return { summaries, cursor: at };
  }
}

describe('gmail.new-email', () => {
  it('tells what arrives after it has begun, once, oldest first', async () => {
    await mailArrives('Before');
    const cursor = await begin(newEmail);
    expect(await fetchAll(newEmail, cursor)).toMatchObject({ summaries: [] });
    await mailArrives('First');
    await mailArrives('Second');
    const found = await fetchOnce(newEmail, cursor);
    expect(found).toMatchObject({
      occurrences: [
        {
          summary: 'First from Ann <ann@example.com>',
          event: {
            from: 'Ann <ann@example.com>',
            to: 'jarvis@sandbox.example',
            subject: 'First',
            snippet: 'Hi',
            labels: ['INBOX', 'UNREAD'],
            url: expect.stringContaining(`${sandbox.url}/mail#`),
          },
        },
        { summary: 'Second from Ann <ann@example.com>' },
      ],
      more: false,
    });
    expect(await fetchAll(newEmail, found.cursor)).toMatchObject({ summaries: [] });
    expect(newEmail.event.safeParse(newEmail.sample({})).success).toBe(true);
  });

  it('finds only what its search finds, and no mail that was sent', async () => {
    const settings = { query: 'from:bob@example.com OR subject:urgent', folder: 'all' };
    const cursor = await begin(newEmail, settings);
    await mailArrives('Plain');
    await mailArrives('Urgent');
    await mailArrives('Plain too', 'Bob <bob@example.com>');
    await registry
      .getAction('gmail.send-email')!
      .run({ to: 'a@example.com', subject: 'Urgent', text: 'x' }, contextFor(connectorOf('gmail'), sandbox));
    expect((await fetchAll(newEmail, cursor, settings)).summaries).toEqual([
      'Urgent from Ann <ann@example.com>',
      'Plain too from Bob <bob@example.com>',
    ]);
    expect(newEmail.describe(settings)).toBe(
      'When a new e-mail arrives anywhere that “from:bob@example.com OR subject:urgent” finds',
    );
  });

  it('moves on where nothing comes, so that another search finds nothing of long ago', async () => {
    const aDayAgo = Math.floor(Date.now() / 1_000) - 24 * 3_600;
    const { cursor } = await fetchAll(newEmail, { after: 1, seen: [] }, { query: 'subject:nothing' });
    expect(z.object({ after: z.int().min(aDayAgo) }).safeParse(cursor)).toMatchObject({ success: true });
  });

  it('reads many in parts, and none twice when a part is read again', async () => {
    const cursor = await begin(newEmail);
    const subjects = Array.from({ length: 45 }, (_, index) => `Mail ${index}`);
    for (const subject of subjects) await mailArrives(subject);
    const first = await fetchOnce(newEmail, cursor);
    expect(first).toMatchObject({ more: true });
    const { summaries } = await fetchAll(newEmail, cursor);
    expect(summaries).toEqual(subjects.map((subject) => `${subject} from Ann <ann@example.com>`));
    const again = await fetchOnce(newEmail, cursor);
    expect(again.occurrences.map(({ key }) => key)).toEqual(first.occurrences.map(({ key }) => key));
  });
});

describe('twitter.new-mention', () => {
  it('tells each mention after it has begun, once, oldest first, with its author', async () => {
    await mentionHappens('Before @jarvis_dev');
    const cursor = await begin(newMention);
    expect(await fetchAll(newMention, cursor)).toMatchObject({ summaries: [] });
    await mentionHappens('Is <this> open, @jarvis_dev? https://example.com/a?b=1&c=2');
    await mentionHappens('Thanks');
    const found = await fetchOnce(newMention, cursor);
    expect(found.occurrences).toMatchObject([
      {
        event: {
          text: 'Is <this> open, @jarvis_dev? https://example.com/a?b=1&c=2',
          author: { username: 'ann_example', name: 'ann_example' },
          url: expect.stringContaining('/x/ann_example/status/'),
        },
      },
      { summary: '@ann_example: Thanks @jarvis_dev' },
    ]);
    expect(await fetchAll(newMention, found.cursor)).toMatchObject({ summaries: [] });
    const { url } = z.object({ url: z.string() }).parse(found.occurrences[0]?.event);
    expect(await (await fetch(url)).text()).toContain('Is &lt;this&gt; open');
    expect(newMention.event.safeParse(newMention.sample({})).success).toBe(true);
  });

  it('begins where nobody has mentioned the account, and reads more than a page', async () => {
    const cursor = { newest: null, seen: [] };
    const before = (await fetchAll(newMention, cursor)).summaries.length;
    for (let index = 0; index < 120; index += 1) await mentionHappens(`Mention ${index}`);
    const { summaries } = await fetchAll(newMention, cursor);
    expect(summaries).toHaveLength(before + 120);
    expect(summaries.at(-1)).toBe('@ann_example: Mention 119 @jarvis_dev');
  });
});

describe.each([newEmail, newMention])('$id', (trigger) => {
  it('has no settings that it does not know', async () => {
    await expect(trigger.begin({ nonsense: 1 }, context(trigger))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it.each([
    ['server-error', 'unavailable'],
    ['rate-limited', 'rate-limited'],
  ])('a %s is told as %s', async (kind, code) => {
    const cursor = await begin(trigger);
    await sandbox.fail({ platform: trigger.platform, kind });
    expect(await errorOf(fetchOnce(trigger, cursor))).toMatchObject({ code });
    await expect(fetchOnce(trigger, cursor)).resolves.toBeDefined();
  });

  it('a token that was taken back is an auth error', async () => {
    const error = await errorOf(trigger.begin({}, context(trigger, { accessToken: 'revoked' })));
    expect(error).toMatchObject({ code: 'auth', status: 401 });
  });
});
