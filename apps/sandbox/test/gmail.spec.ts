import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Action } from '@jarvis/connector-kit';
import { createConnectors } from '@jarvis/connectors';
import { contextFor, errorOf, openSandbox, type TestSandbox } from './support.js';

const registry = createConnectors();
const gmail = registry.getConnector('gmail')!;

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
const sendEmail = actionOf('gmail.send-email');
const mail = {
  to: 'team@example.com',
  subject: 'Grüße: closed',
  text: 'Line one\nLine two — “done”',
};
const keyed = (idempotencyKey: string) => ({ idempotencyKey });

describe('gmail.send-email', () => {
  it('sends, and the mail is there to read', async () => {
    const input = {
      ...mail,
      to: ['a@example.com', 'b@example.com'],
      cc: 'c@example.com',
      html: '<p>Done</p>',
    };
    const result = await sendEmail.run(input, contextFor(gmail, sandbox, keyed('k-send')));
    expect(result.externalUrl).toBe(`${sandbox.url}/mail#${String(result.externalId)}`);
    const page = await (await fetch(`${sandbox.url}/mail`)).text();
    expect(page).toContain('Grüße: closed');
    expect(page).toContain('a@example.com, b@example.com');
    const { output } = await actionOf('gmail.search-emails').run(
      { query: 'subject:closed' },
      contextFor(gmail, sandbox),
    );
    expect(output).toEqual({
      emails: [
        expect.objectContaining({
          id: result.externalId,
          to: 'a@example.com, b@example.com',
          snippet: 'Line one Line two — “done”',
        }),
      ],
      hasMore: false,
    });
  });

  it('refuses addresses and subjects that are none', () => {
    const errors = [
      { ...mail, to: 'nobody' },
      { ...mail, subject: 'a\r\nBcc: x@example.com' },
      { ...mail, extra: 1 },
    ].map((input) => {
      try {
        sendEmail.preview(input);
        return undefined;
      } catch (error) {
        return error;
      }
    });
    expect(errors).toEqual(errors.map(() => expect.objectContaining({ code: 'invalid-input' })));
    expect(sendEmail.preview(mail)).toMatchObject({ kind: 'mail', to: ['team@example.com'] });
  });

  it('calls a rejected token an auth error', async () => {
    const connection = { id: 'c', accountId: 'a', credentials: { accessToken: 'expired-1' } };
    expect(await errorOf(sendEmail.run(mail, contextFor(gmail, sandbox, { connection })))).toMatchObject({
      code: 'auth',
      status: 401,
      maybeSent: false,
    });
  });

  it('takes the waiting time from Google', async () => {
    await sandbox.fail({ platform: 'gmail', kind: 'rate-limited', retryAfter: 3 });
    expect(await errorOf(sendEmail.run(mail, contextFor(gmail, sandbox)))).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 3000,
      maybeSent: false,
    });
  });

  it('does not know after a 5xx whether it was sent, asks once, and the look-up says no', async () => {
    await sandbox.fail({ platform: 'gmail', kind: 'server-error' });
    const context = contextFor(gmail, sandbox, { ...keyed('k-5xx'), sentAt: new Date() });
    expect(await errorOf(sendEmail.run(mail, context))).toMatchObject({
      code: 'unavailable',
      status: 503,
      maybeSent: true,
    });
    expect(await sendEmail.findExisting(mail, context)).toBeNull();
  });

  it.each(['malformed', 'timeout-after-accept'])('finds the mail whose answer was lost (%s)', async (kind) => {
    await sandbox.fail({ platform: 'gmail', kind, holdMs: 5_000 });
    const key = keyed(`k-${kind}`);
    const sentAt = new Date();
    expect(
      await errorOf(sendEmail.run(mail, contextFor(gmail, sandbox, { ...key, signal: AbortSignal.timeout(1_500) }))),
    ).toMatchObject({ code: 'unavailable', maybeSent: true });
    const found = await sendEmail.findExisting(mail, contextFor(gmail, sandbox, { ...key, sentAt }));
    expect(found?.externalId).toMatch(/^[0-9a-f]{16}$/);
    expect(await sendEmail.findExisting(mail, contextFor(gmail, sandbox, { ...keyed('k-other'), sentAt }))).toBeNull();
  });

  it('says that nothing was sent when the vendor cannot be reached', async () => {
    const gone = { ...sandbox, url: 'http://127.0.0.1:1' };
    expect(await errorOf(sendEmail.run(mail, contextFor(gmail, gone)))).toMatchObject({
      code: 'unavailable',
      maybeSent: false,
    });
  });

  it('judges the connection by its profile', async () => {
    expect(await gmail.checkHealth(contextFor(gmail, sandbox))).toMatchObject({
      status: 'healthy',
      account: { id: 'jarvis@sandbox.example' },
    });
  });
});
