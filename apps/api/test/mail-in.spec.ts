import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@jarvis/testing';
import { createTransport, type SendMailOptions } from 'nodemailer';
import pg from 'pg';
import { generate } from 'selfsigned';
import { z } from 'zod';
import { MailListener } from '../src/mail-in/mail-listener.js';
import { MailReader } from '../src/mail-in/mail-reader.js';
import { TestApi, type Person } from './support/api.js';
import { createRule, publishRule } from './support/rules.js';

/** Mails over real SMTP, to a listener on a port of its own. */

const DOMAIN = 'in.example.org';
const source = `format: 1
name: Answer an Order
trigger: { kind: email }
steps:
  - { id: log, kind: action, uses: core.log, with: { title: "\${{ event.subject }} from \${{ event.from.address }}" } }
`;
const Mail = z.looseObject({ address: z.string(), enabled: z.boolean(), listening: z.boolean() });

let api: TestApi;
let owner: Person & { observatoryId: string };
let port: number;
let ruleId: string;
let address: string;
beforeAll(async () => {
  api = await TestApi.start({
    JARVIS_MAIL_IN_DOMAIN: DOMAIN,
    JARVIS_MAIL_IN_PORT: '0',
    JARVIS_MAIL_IN_CONNECTIONS: '18',
  });
  owner = await api.observatory();
  port = (await api.app.get(MailListener).listen()) ?? 0;
});
afterAll(() => api.stop());
beforeEach(async () => {
  ({ ruleId } = await publishRule(api, owner.token, source));
  ({ address } = (await call('POST', `/rules/${ruleId}/mail-address`)).data(Mail));
});

const call = (method: 'GET' | 'POST', path: string, body?: unknown) =>
  api.call(method, `/api/v1${path}`, { token: owner.token, ...(body === undefined ? {} : { body }) });
const transport = () => createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
const send = (mail: SendMailOptions) =>
  transport().sendMail({ from: 'Ann <ann@example.com>', to: address, subject: 'Order 1030', text: 'When?', ...mail });
const refusalOf = async (mail: SendMailOptions): Promise<unknown> =>
  send(mail).then(
    () => 'accepted',
    (error: unknown) => z.object({ responseCode: z.number() }).parse(error).responseCode,
  );
const eventsOf = async (id = ruleId) =>
  (await api.query('select event from runs where rule_id = $1 order by created_at', [id])).map(
    ({ event }) => event as Record<string, unknown>,
  );
const outbox = async (id = ruleId) =>
  Number(
    (
      await api.query(
        `select count(*) from outbox where topic = 'start-run' and key in (select 'start-run/' || id from runs where rule_id = $1)`,
        [id],
      )
    )[0]?.['count'],
  );

/** Speaks SMTP by hand. */
class Raw {
  private heard = '';
  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => (this.heard += chunk.toString()));
    socket.on('error', () => undefined);
  }
  static async open(): Promise<Raw> {
    const socket = connect(port, '127.0.0.1');
    const raw = new Raw(socket);
    await once(socket, 'connect');
    await raw.hears(/^220 /m);
    return raw;
  }
  say(text: string): void {
    this.heard = '';
    this.socket.write(text);
  }
  hears(pattern: RegExp): Promise<string> {
    return until(() => (pattern.test(this.heard) ? this.heard : undefined), { seen: () => this.heard });
  }
  async ask(line: string): Promise<string> {
    this.say(`${line}\r\n`);
    return this.hears(/^\d{3} .*\r\n$/m);
  }
  async begin(to = address): Promise<void> {
    for (const line of ['EHLO client', 'MAIL FROM:<ann@example.com>', `RCPT TO:<${to}>`, 'DATA']) await this.ask(line);
  }
  async data(text: string): Promise<string> {
    this.say(`${text}\r\n.\r\n`);
    return this.hears(/^\d{3} .*\r\n$/m);
  }
  /** Sends without waiting for an answer. */
  async pour(text: string): Promise<void> {
    if (!this.socket.write(text)) await Promise.race([once(this.socket, 'drain'), once(this.socket, 'close')]);
  }
  ends(): { readonly now: boolean; promise: Promise<unknown> } {
    const { socket } = this;
    return {
      get now() {
        return socket.closed;
      },
      promise: once(socket, 'close'),
    };
  }
  break(): void {
    this.socket.destroy();
  }
}
const byHand = async (text: string): Promise<string> => {
  const raw = await Raw.open();
  await raw.begin();
  const reply = await raw.data(text);
  raw.break();
  return reply;
};

describe('the address of a rule', () => {
  it('is there before the rule is published, stays, and names it', async () => {
    const id = await createRule(api, owner.token, source);
    const first = (await call('POST', `/rules/${id}/mail-address`)).data(Mail);
    expect(first).toMatchObject({ enabled: false, listening: true });
    expect(first.address).toMatch(/^answer-an-order-[0-9a-f]{32}@in\.example\.org$/);
    expect(await refusalOf({ to: first.address })).toBe(550);
    await call('POST', `/rules/${id}/publish`);
    expect((await call('POST', `/rules/${id}/mail-address`)).data(Mail)).toMatchObject({ ...first, enabled: true });
    expect((await call('GET', `/rules/${id}`)).data(z.looseObject({ mail: Mail })).mail.address).toBe(first.address);
  });

  it('ends when there is another one', async () => {
    const rotated = (await call('POST', `/rules/${ruleId}/mail-address/rotate`)).data(Mail);
    expect(await refusalOf({})).toBe(550);
    expect(await refusalOf({ to: rotated.address })).toBe('accepted');
    expect(await eventsOf()).toHaveLength(1);
  });

  it('takes nothing while the rule is off, and when something else starts it', async () => {
    await call('POST', `/rules/${ruleId}/disable`);
    expect(await refusalOf({})).toBe(550);
    await call('POST', `/rules/${ruleId}/enable`);
    expect(await refusalOf({})).toBe('accepted');
  });

  it('is not told to those who may not start the rule', async () => {
    const Shown = z.looseObject({ mail: z.looseObject({ address: z.string().nullable() }) });
    for (const role of ['viewer', 'reviewer', 'operator'] as const) {
      const { token } = await api.member(owner.observatoryId, role);
      const shown = await api.call('GET', `/api/v1/rules/${ruleId}`, { token });
      expect([role, shown.data(Shown).mail.address]).toEqual([role, role === 'operator' ? address : null]);
      expect(JSON.stringify(shown.body).includes(address.split('@')[0] ?? '')).toBe(role === 'operator');
    }
  });

  it('is nothing that others can see or change', async () => {
    const other = await api.observatory();
    const theirs = await api.call('POST', `/api/v1/rules/${ruleId}/mail-address/rotate`, { token: other.token });
    expect(theirs.status).toBe(404);
  });

  it('is the only place that takes mails', async () => {
    for (const to of [
      'nobody@in.example.org',
      address.replace(DOMAIN, 'elsewhere.example.org'),
      'victim@example.com',
      `${address.split('@')[0] ?? ''}%example.com@${DOMAIN}`,
    ])
      expect([to, await refusalOf({ to })]).toEqual([to, 550]);
    expect(await eventsOf()).toEqual([]);
  });
});

describe('a mail', () => {
  it('is a run with what it says, and the address is not read by its case', async () => {
    await send({
      to: address.toUpperCase(),
      cc: 'Bob <bob@example.com>',
      html: '<p onclick="x()">When?</p>',
      messageId: '<one@example.com>',
      inReplyTo: '<zero@example.com>',
      headers: { 'Auto-Submitted': 'no', 'X-Secret': 'not kept' },
      attachments: [{ filename: 'order.pdf', content: Buffer.from('%PDF') }],
    });
    const [event] = await eventsOf();
    expect(event).toMatchObject({
      from: { name: 'Ann', address: 'ann@example.com' },
      cc: [{ name: 'Bob', address: 'bob@example.com' }],
      subject: 'Order 1030',
      messageId: '<one@example.com>',
      inReplyTo: '<zero@example.com>',
      text: expect.stringContaining('When?'),
      html: expect.stringContaining('onclick'),
      headers: { 'auto-submitted': 'no' },
      attachments: [{ name: 'order.pdf', type: 'application/pdf', size: 4, sha256: expect.any(String) }],
      isCut: false,
    });
    expect(event?.['headers']).not.toHaveProperty('x-secret');
    expect(
      await api.query('select trigger_type, trigger_summary, trigger_details from runs where rule_id = $1', [ruleId]),
    ).toMatchObject([
      {
        trigger_type: 'email',
        trigger_summary: 'Order 1030 from Ann',
        trigger_details: { kind: 'email', deliveryId: '<one@example.com>' },
      },
    ]);
    expect(await outbox()).toBe(1);
  });

  it('runs once, however often and at once it comes', async () => {
    const messageId = '<again@example.com>';
    await Promise.all(Array.from({ length: 8 }, () => send({ messageId })));
    expect(await refusalOf({ messageId })).toBe('accepted');
    expect([(await eventsOf()).length, await outbox()]).toEqual([1, 1]);
  });

  it('is a run of its own beside many others', async () => {
    await Promise.all(Array.from({ length: 15 }, (_, index) => send({ subject: `Order ${index}` })));
    expect(new Set((await eventsOf()).map(({ subject }) => subject)).size).toBe(15);
    expect(await outbox()).toBe(15);
  });

  it('starts each rule that it is for', async () => {
    const { ruleId: second } = await publishRule(api, owner.token, source);
    const other = (await call('POST', `/rules/${second}/mail-address`)).data(Mail).address;
    await send({ to: [address, other], messageId: '<both@example.com>' });
    expect([(await eventsOf()).length, (await eventsOf(second)).length]).toEqual([1, 1]);
  });

  it('is nothing when the connection breaks in the middle of it', async () => {
    const raw = await Raw.open();
    await raw.begin();
    raw.say(`Subject: Half\r\n\r\n${'x'.repeat(100_000)}`);
    raw.break();
    // The next one is whole, and comes after it.
    await send({ subject: 'Whole' });
    expect((await eventsOf()).map(({ subject }) => subject)).toEqual(['Whole']);
  });

  it('is refused where it is too large, and the connection goes on', async () => {
    expect(await refusalOf({ text: 'x'.repeat(11 * 1024 * 1024) })).toBe(552);
    const raw = await Raw.open();
    await raw.begin();
    // One that does not say how large it is.
    expect(await raw.data(`Subject: Large\r\n\r\n${`${'x'.repeat(900)}\r\n`.repeat(13_000)}`)).toMatch(/^552 /);
    expect(await raw.ask('MAIL FROM:<ann@example.com>')).toMatch(/^250 /);
    raw.break();
    expect(await eventsOf()).toEqual([]);
  });

  it('ends the connection where it has no end', async () => {
    const raw = await Raw.open();
    await raw.begin();
    const isOver = raw.ends();
    for (let sent = 0; sent < 40 && !isOver.now; sent += 1) await raw.pour(`${'x'.repeat(1_000)}\r\n`.repeat(1_000));
    await isOver.promise;
    expect(await eventsOf()).toEqual([]);
  });

  it('is taken where one of several rules was switched off meanwhile, and refused where all were', async () => {
    const { ruleId: second } = await publishRule(api, owner.token, source);
    const other = (await call('POST', `/rules/${second}/mail-address`)).data(Mail).address;
    const toBoth = async (id: string, off: readonly string[]) => {
      const raw = await Raw.open();
      for (const line of [
        'EHLO client',
        'MAIL FROM:<ann@example.com>',
        `RCPT TO:<${address}>`,
        `RCPT TO:<${other}>`,
        'DATA',
      ])
        await raw.ask(line);
      for (const rule of off) await call('POST', `/rules/${rule}/disable`);
      const reply = await raw.data(`Message-ID: <${id}@example.com>\r\n\r\nx`);
      raw.break();
      return reply;
    };
    expect(await toBoth('some', [second])).toMatch(/^250 /);
    await call('POST', `/rules/${second}/enable`);
    expect(await toBoth('none', [ruleId, second])).toMatch(/^550 /);
    expect([(await eventsOf()).length, (await eventsOf(second)).length]).toEqual([1, 0]);
  });

  it('does not make another one wait or be refused that comes behind it', async () => {
    class Impatient extends MailReader {
      patience = 10_000;
      protected override get patienceMs() {
        return this.patience;
      }
    }
    const reader = new Impatient();
    const mail = (subject: string, text = '') => new Uint8Array(Buffer.from(`Subject: ${subject}\r\n\r\n${text}`));
    // The thread is there.
    await reader.read(mail('first'));
    reader.patience = 1;
    const bomb = reader.read(mail('bomb', 'x'.repeat(9_000_000)));
    await Promise.resolve();
    await Promise.resolve();
    reader.patience = 10_000;
    const others = ['second', 'third'].map((subject) => reader.read(mail(subject)));
    await expect(bomb).rejects.toThrow('could not be read');
    expect(await Promise.all(others)).toMatchObject([{ subject: 'second' }, { subject: 'third' }]);
    await reader.onApplicationShutdown();
  });

  it('is cut where it is long', async () => {
    await send({ subject: 'y'.repeat(5_000), text: 'x'.repeat(500_000) });
    const [event] = await eventsOf();
    expect([event?.['isCut'], (event?.['text'] as string).length, (event?.['subject'] as string).length]).toEqual([
      true,
      200_000,
      1_000,
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['no header at all', 'just text', /^250 /],
    ['headers that would be two', 'Subject: one\r\n two\r\nSubject: three\r\nFrom: a\r\n\r\nx', /^250 /],
    ['a NUL and half of a character', 'Subject: =?utf-8?B?7aCA?=\0\r\n\r\nx\0y', /^250 /],
    ['a name of its prototype', '__proto__: x\r\nconstructor: y\r\nSubject: z\r\n\r\nx', /^250 /],
    ['a very long header', `Subject: ${'a'.repeat(900)}${`\r\n ${'a'.repeat(900)}`.repeat(400)}\r\n\r\nx`, /^554 /],
    [
      'parts in parts in parts',
      `MIME-Version: 1.0\r\n${Array.from({ length: 300 }, (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`).join('')}Content-Type: text/plain\r\n\r\nx`,
      /^554 /,
    ],
    [
      'ten thousand parts',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n'.repeat(10_000)}--b--`,
      /^554 /,
    ],
  ])('with %s is read or refused, and harms nothing', async (_, text, reply) => {
    expect(await byHand(text)).toMatch(reply);
    const events = await eventsOf();
    expect(events.length).toBe(reply.test('250 ') ? 1 : 0);
    for (const event of events) expect(JSON.stringify(event)).not.toContain('\\u0000');
    expect(await refusalOf({})).toBe('accepted');
  });

  it('can neither be sent on nor be sent with a password', async () => {
    const raw = await Raw.open();
    const offered = await raw.ask('EHLO client');
    expect(offered).not.toMatch(/AUTH|STARTTLS/);
    expect(await raw.ask('AUTH PLAIN AGEAYg==')).toMatch(/^5/);
    expect(await raw.ask('STARTTLS')).toMatch(/^5/);
    raw.break();
  });
});

it('comes over TLS where there is a certificate', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jarvis-mail-'));
  const { cert, private: key } = await generate([{ name: 'commonName', value: DOMAIN }], { keySize: 2048 });
  const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certPath, cert);
  writeFileSync(keyPath, key);
  const secure = await TestApi.start({
    JARVIS_MAIL_IN_DOMAIN: DOMAIN,
    JARVIS_MAIL_IN_PORT: '0',
    JARVIS_MAIL_IN_TLS_CERT_PATH: certPath,
    JARVIS_MAIL_IN_TLS_KEY_PATH: keyPath,
  });
  const tlsPort = (await secure.app.get(MailListener).listen()) ?? 0;
  const trusting = { host: '127.0.0.1', port: tlsPort, requireTLS: true, tls: { ca: cert, servername: DOMAIN } };
  await expect(createTransport(trusting).verify()).resolves.toBe(true);
  await expect(createTransport({ ...trusting, tls: { servername: DOMAIN } }).verify()).rejects.toThrow(/self-signed/);
  await secure.stop();
  rmSync(folder, { recursive: true });
});

it('asks to come again while too many come', async () => {
  const replies = await Promise.all(Array.from({ length: 15 }, (_, index) => refusalOf({ subject: `m${index}` })));
  expect(new Set(replies)).toEqual(new Set(['accepted']));
  const more: unknown[] = [];
  for (let count = 0; count < 150 && !more.includes(450); count += 1) more.push(await refusalOf({ to: 'x@y.example' }));
  expect(more).toContain(450);
});

it('asks to come again while the database is away, at either moment', async () => {
  const away = await TestApi.start({ JARVIS_MAIL_IN_DOMAIN: DOMAIN, JARVIS_MAIL_IN_PORT: '0' });
  const boss = await away.observatory();
  const { ruleId: id } = await publishRule(away, boss.token, source);
  const made = await away.call('POST', `/api/v1/rules/${id}/mail-address`, { token: boss.token });
  const before = port;
  port = (await away.app.get(MailListener).listen()) ?? 0;
  const raw = await Raw.open();
  await raw.begin(made.data(Mail).address);
  const database = new URL(away.postgres.adminUrl);
  const name = database.pathname.slice(1);
  const server = new pg.Client({ connectionString: new URL('/postgres', database).href });
  await server.connect();
  // The API has no connection any more, and gets none.
  await server.query(`alter database "${name}" with allow_connections false`);
  await server.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name like 'jarvis%'`,
    [name],
  );
  expect(await raw.data('Subject: x\r\n\r\nx')).toMatch(/^451 /);
  expect(await refusalOf({ to: made.data(Mail).address })).toBe(451);
  await server.query(`alter database "${name}" with allow_connections true`);
  await server.end();
  expect(await refusalOf({ to: made.data(Mail).address })).toBe('accepted');
  raw.break();
  port = before;
  await away.stop();
});
