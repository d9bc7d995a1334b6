import { expect, it } from '@jest/globals';
import { storedBytes } from '@jarvis/json';
import { MAX_EVENT_BYTES } from '@jarvis/plan';
import { readMail } from './read-mail.js';

const mailOf = (text: string) => new Uint8Array(Buffer.from(text));

it.each([
  ['lines', `Subject: x\r\n\r\n${'\r\n'.repeat(300_000)}`],
  ['parts', `Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\n'.repeat(100_000)}`],
])('refuses a mail of very many %s before it is parsed', async (_, text) => {
  await expect(readMail(mailOf(text))).rejects.toThrow('too many lines or parts');
});

it('makes an event that is no larger than events may be, of whatever characters', async () => {
  const control = '\u0001'.repeat(400_000);
  const boundary = (type: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${control}\r\n`;
  const people = Array.from({ length: 100 }, (_, n) => `"${'é\u0001'.repeat(300)}" <${'ü'.repeat(400)}${n}@x.org>`);
  const mail = await readMail(
    mailOf(
      `To: ${people.join(',\r\n ')}\r\nSubject: ${'\u0001'.repeat(900)}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${boundary('text/plain')}${boundary('text/html')}--b--`,
    ),
  );
  expect(storedBytes(mail)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
  expect(mail).toMatchObject({ isCut: true, html: null, text: expect.stringContaining('\u0001') });
});
