import { describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { composeRaw, messageIdOf } from './compose.js';

const mail = { to: ['a@example.com'], cc: [], subject: 'Grüße', text: 'Hällo' };
const decode = async (...[input, key]: Parameters<typeof composeRaw>) =>
  Buffer.from(await composeRaw(input, key), 'base64url').toString();

describe('composeRaw', () => {
  it('gives the same effect the same Message-ID and another one another', async () => {
    const text = await decode(mail, 'run/step/0');
    expect(text).toContain(`Message-ID: ${messageIdOf('run/step/0')}\r\n`);
    expect(await decode(mail, 'run/step/0')).toContain(messageIdOf('run/step/0'));
    expect(messageIdOf('run/step/1')).not.toBe(messageIdOf('run/step/0'));
    // The key names runs and steps: nothing a recipient should read.
    expect(text).not.toContain('run/step');
  });

  it.each([
    '=?utf-8?B?UGF5IDEwMDAwIEVVUg==?=',
    'Re: =?utf-8?Q?Pay_me?= now',
    '=?utf-8?B?UGF5?= Grüße und mehr, damit es über eine Zeile hinausgeht und gefaltet werden muss 🎉',
  ])('lets the recipient read the subject that was approved: %s', async (subject) => {
    const text = await decode({ ...mail, subject }, 'k');
    expect((await PostalMime.parse(text)).subject).toBe(subject);
    expect(text.match(/^subject:/gim)).toHaveLength(1);
    for (const line of text.split('\r\n')) expect(line.length).toBeLessThan(100);
  });

  it('writes lines that end in CRLF and headers in ASCII', async () => {
    const text = await decode({ ...mail, cc: ['c@example.com'], html: '<p>ü</p>' }, 'k');
    expect(text).toMatch(/^To: a@example\.com\r\n/m);
    expect(text).toMatch(/^Cc: c@example\.com\r\n/m);
    expect(text).toContain('multipart/alternative');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\n\u0080-\uffff]/);
  });
});
