import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { Letter } from '../src/mailbox/letters.js';
import { openSandbox, type TestSandbox } from './support.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.dispose());

const send = (mail: { subject: string; messageId?: string; html?: string; text?: string; to?: string }) =>
  createTransport(sandbox.smtpUrl).sendMail({
    from: 'Jarvis <jarvis@jarvis.local>',
    to: 'ada@example.org',
    ...mail,
  });
const letters = async () => {
  const reply: unknown = await (await fetch(`${sandbox.url}/_mailbox`)).json();
  return z.object({ data: z.array(Letter) }).parse(reply).data;
};
const page = async () => (await fetch(`${sandbox.url}/mailbox`)).text();

it('shows what is sent, and a mail that comes again as one', async () => {
  expect(await page()).toContain('No mails yet');
  await send({ subject: 'Früher', text: 'a' });
  await send({ subject: 'Später', text: 'b', html: '<p>b</p>', messageId: '<1@jarvis>' });
  await send({ subject: 'Später', text: 'b', html: '<p>b</p>', messageId: '<1@jarvis>' });
  expect(await letters()).toMatchObject([
    { subject: 'Später', to: ['ada@example.org'], html: expect.stringContaining('<p>b</p>'), copies: 2 },
    { subject: 'Früher', text: 'a\n', from: 'Jarvis <jarvis@jarvis.local>', copies: 1 },
  ]);
  expect(await page()).toMatch(/Später[\s\S]*2 times[\s\S]*Früher/);
});

it('shows markup of a subject as text', async () => {
  await send({ subject: '<script>alert(1)</script>', text: 'a' });
  expect(await page()).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

it('takes a sender that signs in', async () => {
  const url = new URL(sandbox.smtpUrl);
  url.username = 'jarvis';
  url.password = 'secret';
  await createTransport(url.href).sendMail({ from: 'a@b.example', to: 'c@d.example', subject: 'Signed in', text: 'a' });
  expect((await letters())[0]).toMatchObject({ subject: 'Signed in' });
});
