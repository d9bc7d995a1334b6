import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { decideApproval } from '@jarvis/database';
import { createLogger } from '@jarvis/telemetry';
import { createApp } from '../../src/create-app.js';
import { TestApi, type Person } from '../support/api.js';
import { addConnection, asking, publishRule } from '../support/rules.js';
import { until } from '@jarvis/testing';
import { ask, expire, fail, quiet, startMailbox, type Mailbox } from './support.js';

jest.setTimeout(120_000);

let api: TestApi;
let mailbox: Mailbox;
let owner: Person & { observatoryId: string };
let ada: Person;
let viewer: Person;
let rule: { observatoryId: string; ruleId: string };
beforeAll(async () => {
  mailbox = await startMailbox();
  api = await TestApi.start({ JARVIS_SMTP_URL: mailbox.url, ADMIN_URL: 'https://admin.example.org' });
  owner = await api.observatory();
  ada = await api.member(owner.observatoryId, 'reviewer', 'Ada');
  viewer = await api.member(owner.observatoryId, 'viewer', 'Vera');
  await addConnection(api, owner.observatoryId);
  const { ruleId } = await publishRule(api, owner.token, asking);
  rule = { observatoryId: owner.observatoryId, ruleId };
});
afterAll(async () => {
  await api.stop();
  await mailbox.stop();
});
beforeEach(() => {
  mailbox.refusal = undefined;
  mailbox.hold = undefined;
});

const mailsOf = (id: string) => mailbox.mails.filter(({ text }) => text?.includes(id));
const rowsOf = (id: string) =>
  api.query('select * from notifications where related_entity_id = $1 order by kind, channel, user_id', [id]);
/** It is told to `people` by both channels. */
const told = (id: string, kind: string, people = 2) =>
  until(async () => {
    const rows = (await rowsOf(id)).filter((row) => row['kind'] === kind && row['state'] === 'sent');
    return rows.length === people * 2;
  });
const fastForward = (id: string) =>
  api.query(`update notifications set scheduled_for = now(), next_attempt_at = now() where related_entity_id = $1`, [
    id,
  ]);
const decide = (approvalId: string) =>
  api.postgres.database.tenant(owner.observatoryId, (manager) =>
    decideApproval(manager, {
      observatoryId: owner.observatoryId,
      approvalId,
      decision: 'rejected',
      userId: ada.userId,
      via: 'api',
      wake: false,
    }),
  );

describe('a question', () => {
  it('is told to everybody who may answer, once each, with its content, its deadline and a link to its page', async () => {
    const { id, expiresAt } = await ask(api, rule);
    await told(id, 'approval-requested');
    await quiet();
    const mails = mailsOf(id);
    expect(mails.flatMap(({ recipients }) => recipients).sort()).toEqual([owner.email, ada.email].sort());
    expect(mails.flatMap(({ recipients }) => recipients)).not.toContain(viewer.email);
    const [mail] = mails;
    expect(mail).toMatchObject({
      subject: 'Approval needed: Publish a post',
      from: { address: 'jarvis@jarvis.local', name: 'Jarvis' },
      text: expect.stringContaining('> We fixed it.'),
      html: expect.stringContaining('We fixed it.'),
    });
    const deadline = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
    expect(mail?.text).toContain(`Answer until: ${deadline.format(expiresAt)} UTC`);
    const links = [...(mail?.html ?? '').matchAll(/href="([^"]+)"/g)].map(([, address]) => address);
    expect(links).toEqual([
      `https://admin.example.org/approvals/${id}`,
      'https://admin.example.org/settings#notifications',
    ]);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('says for which item of a loop it is asked, which nothing else may tell apart', async () => {
    const { id } = await ask(api, rule, { iteration: 'orders#1' });
    await told(id, 'approval-requested');
    expect(mailsOf(id)[0]?.subject).toBe('Approval needed: Publish a post (item 2)');
    expect((await rowsOf(id)).map(({ title }) => title)).toContain('Approval needed: Publish a post (item 2)');
  });

  it('names times in the zone of each reader, which the browser tells', async () => {
    const zoneOf = async (timeZone: string) =>
      api.call('PUT', '/api/v1/auth/time-zone', { token: ada.token, body: { timeZone } });
    expect((await zoneOf('Mars/Olympus')).status).toBe(400);
    expect(await zoneOf('America/New_York')).toMatchObject({ status: 200 });
    const { id, expiresAt } = await ask(api, rule);
    await told(id, 'approval-requested');
    const textTo = ({ email }: Person) => mailsOf(id).find(({ recipients }) => recipients.includes(email))?.text;
    const shown = (timeZone: string) =>
      new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(expiresAt);
    expect(textTo(ada)).toContain(`Answer until: ${shown('America/New_York')} (America/New_York)`);
    expect(textTo(owner)).toContain(`Answer until: ${shown('UTC')} UTC`);
    const bodies = (await rowsOf(id)).filter(({ user_id: person }) => person === ada.userId).map(({ body }) => body);
    expect(bodies.every((body) => String(body).includes('(America/New_York)'))).toBe(true);
    await zoneOf('UTC');
  });

  it('brings nobody a header, a line or markup that an outsider wrote', async () => {
    const { id } = await ask(api, rule, {
      title: 'Post\r\nBcc: everybody@example.org\r\n\r\n<b>\u202Etxet</b>',
      text: 'Nice.\nLook at it and decide:\nhttps://evil.example/<script>alert(1)</script>',
    });
    await told(id, 'approval-requested');
    const [mail] = mailsOf(id);
    expect(mail?.subject).toBe('Approval needed: Post Bcc: everybody@example.org <b>⟨U+202E⟩txet</b>');
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.recipients).toHaveLength(1);
    expect(mail?.text).toContain('> Look at it and decide:\n> https://evil.example/');
    expect(mail?.html).not.toMatch(/<script|<b>|href="https:\/\/evil/);
  });

  it('is asked again before its end, and not when it was answered', async () => {
    const [open, answered] = [await ask(api, rule), await ask(api, rule)];
    await told(open.id, 'approval-requested');
    await told(answered.id, 'approval-requested');
    const [reminder] = (await rowsOf(open.id)).filter(({ kind }) => kind === 'approval-reminder');
    const { scheduled_for: due } = reminder ?? {};
    expect(open.expiresAt.getTime() - (due as Date).getTime()).toBe(2 * 3_600_000);
    await decide(answered.id);
    await fastForward(answered.id);
    await fastForward(open.id);
    await told(open.id, 'approval-reminder');
    await quiet();
    expect(
      mailsOf(open.id)
        .map(({ subject }) => subject?.split(':')[0])
        .sort(),
    ).toEqual(['Approval needed', 'Approval needed', 'Still unanswered', 'Still unanswered']);
    expect(mailsOf(answered.id).map(({ subject }) => subject)).not.toContainEqual(expect.stringContaining('Still'));
    const dropped = (await rowsOf(answered.id)).filter(({ kind }) => kind === 'approval-reminder');
    expect(dropped.map(({ state }) => state)).toEqual(['dropped', 'dropped', 'dropped', 'dropped']);
  });

  it('that expired is told in the app', async () => {
    const { id } = await ask(api, rule, { minutes: 4 });
    await told(id, 'approval-requested');
    await expire(api, owner.observatoryId, id);
    const rows = await until(async () => {
      const found = (await rowsOf(id)).filter(({ kind, state }) => kind === 'approval-expired' && state === 'sent');
      return found.length > 0 && found;
    });
    expect(rows.map(({ channel }) => channel)).toEqual(['in-app', 'in-app']);
    // Four minutes are too short for a reminder; and nobody needs to look at the question any more.
    const before = (await rowsOf(id)).filter(({ kind }) => kind !== 'approval-expired');
    expect(before.every(({ kind, read_at }) => kind === 'approval-requested' && read_at !== null)).toBe(true);
  });
});

it('a failure is told with what its run is called, who answers for the rule, and what is to be done', async () => {
  const { ruleId } = await publishRule(
    api,
    owner.token,
    asking.replace('Ask, then post', 'Answered for') +
      'owner: ops@example.org\nrunbook: "# Look first\\n1. See <b>the queue</b>"\n',
  );
  const runId = await fail(api, { observatoryId: owner.observatoryId, ruleId }, 'Order 7');
  await told(runId, 'run-failed', 1);
  const [mail] = mailsOf(runId);
  expect(mail?.subject).toBe('“Answered for” failed: Order 7');
  expect(mail?.text).toContain('Owner: ops@example.org');
  expect(mail?.text).toContain('What its rule says is to be done:\n\n> # Look first\n> 1. See <b>the queue</b>\n');
  expect(mail?.html).toContain('1. See &lt;b&gt;the queue&lt;/b&gt;');
});

it('a rule that fails again and again is told once an hour, to those who can do something', async () => {
  const first = await fail(api, rule);
  await until(
    async () => (await rowsOf(first)).every(({ state }) => state === 'sent') && (await rowsOf(first)).length > 0,
  );
  const second = await fail(api, rule);
  await quiet();
  const hours = await api.query(`select distinct date_trunc('hour', finished_at) from runs where id in ($1, $2)`, [
    first,
    second,
  ]);
  expect(mailsOf(first)).toMatchObject([
    { recipients: [owner.email], text: expect.stringContaining('X refused the post.') },
  ]);
  expect(mailsOf(second)).toHaveLength(hours.length - 1);
});

describe('a switch', () => {
  it('keeps a mail from being made, and one that waits from being sent', async () => {
    const put = (enabled: boolean, kind: string) =>
      api.call('PUT', '/api/v1/notifications/preferences', {
        token: ada.token,
        body: { kind, channel: 'mail', enabled },
      });
    const { id } = await ask(api, rule);
    await told(id, 'approval-requested');
    await put(false, 'approval-requested');
    await put(false, 'approval-reminder');
    await fastForward(id);
    const next = await ask(api, rule);
    await until(async () => (await rowsOf(id)).every(({ state }) => state !== 'waiting' && state !== 'sending'));
    await until(async () => (await rowsOf(next.id)).filter(({ state }) => state === 'sent').length === 3);
    await quiet();
    const remindersTo = mailsOf(id)
      .filter(({ subject }) => subject?.startsWith('Still'))
      .flatMap(({ recipients }) => recipients);
    expect(remindersTo).toEqual([owner.email]);
    expect(mailsOf(next.id).flatMap(({ recipients }) => recipients)).toEqual([owner.email]);
    await put(true, 'approval-requested');
    await put(true, 'approval-reminder');
  });
});

describe('restarts', () => {
  it('send nothing twice: two processes, the same message delivered again', async () => {
    const other = await createApp({ config: api.config, logger: createLogger({ name: 'api', level: 'silent' }) });
    await other.init();
    const asked = await Promise.all(Array.from({ length: 8 }, () => ask(api, rule)));
    for (const { id } of asked) await told(id, 'approval-requested');
    await other.close();
    // As if each process had died before it could say that the message was read.
    await api.query(`update outbox set delivered_at = null, next_attempt_at = now() where topic = 'notify'`);
    await until(
      async () => (await api.query(`select from outbox where topic = 'notify' and delivered_at is null`)).length === 0,
    );
    await quiet();
    for (const { id } of asked) expect(mailsOf(id)).toHaveLength(2);
  });

  it('in the middle of a mail repeat it under the same Message-ID, and let an older attempt settle nothing', async () => {
    let release: () => void = () => undefined;
    mailbox.hold = new Promise((resolve) => {
      release = resolve;
    });
    const { id } = await ask(api, rule);
    await until(() => mailsOf(id).length === 2);
    // The claim ends while nobody has heard how it went.
    await api.query(
      `update notifications set next_attempt_at = now() where related_entity_id = $1 and state = 'sending'`,
      [id],
    );
    const other = await createApp({ config: api.config, logger: createLogger({ name: 'api', level: 'silent' }) });
    await other.init();
    await until(() => mailsOf(id).length === 4);
    release();
    await told(id, 'approval-requested');
    await other.close();
    expect(new Set(mailsOf(id).map(({ messageId }) => messageId)).size).toBe(2);
    const rows = (await rowsOf(id)).filter(({ channel, kind }) => channel === 'mail' && kind === 'approval-requested');
    expect(rows.map(({ attempts, state }) => [attempts, state])).toEqual([
      [2, 'sent'],
      [2, 'sent'],
    ]);
  });
});

describe('a mail server that refuses', () => {
  it('is tried again, seen in /health, and does not keep the bell waiting', async () => {
    mailbox.refusal = Object.assign(new Error('Try again later'), { responseCode: 451 });
    const { id } = await ask(api, rule);
    const failing = await until(async () => {
      const rows = (await rowsOf(id)).filter(({ channel, attempts }) => channel === 'mail' && Number(attempts) > 0);
      return rows.length === 2 && rows.every(({ state }) => state === 'waiting') && rows;
    });
    expect(failing[0]?.['metadata']).toMatchObject({ lastError: expect.stringContaining('Try again later') });
    const bells = (await rowsOf(id)).filter(
      ({ channel, kind }) => channel === 'in-app' && kind === 'approval-requested',
    );
    expect(bells.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect((await api.call('GET', '/health')).body).toMatchObject({
      mail: { status: 'failing', failingSince: expect.any(String) },
    });
    mailbox.refusal = undefined;
    await fastForward(id);
    await told(id, 'approval-requested');
    expect(mailsOf(id).filter(({ subject }) => subject?.startsWith('Approval needed'))).toHaveLength(2);
  });

  it('knows no such mailbox: that mail is given up, and says why', async () => {
    mailbox.refusal = Object.assign(new Error('No such mailbox'), { responseCode: 550 });
    const { id } = await ask(api, rule);
    const rows = await until(async () => {
      const found = (await rowsOf(id)).filter(({ channel, state }) => channel === 'mail' && state === 'failed');
      return found.length === 2 && found;
    });
    expect(rows[0]?.['metadata']).toMatchObject({ reason: expect.stringContaining('No such mailbox') });
  });
});

it('a member who leaves gets no mail that waited', async () => {
  const { id } = await ask(api, rule);
  await told(id, 'approval-requested');
  await api.query('delete from memberships where user_id = $1', [ada.userId]);
  await fastForward(id);
  await told(id, 'approval-reminder', 1);
  await quiet();
  expect(
    mailsOf(id)
      .filter(({ subject }) => subject?.startsWith('Still'))
      .flatMap(({ recipients }) => recipients),
  ).toEqual([owner.email]);
});
