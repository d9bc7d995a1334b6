import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createSafeHttp, createVendorTransport, type ActionContext, type ActionResult } from '@jarvis/connector-kit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { http } from './index.js';

const request = findRequest();

function findRequest() {
  const action = http.actions.find(({ id }) => id === 'http.request');
  if (!action) throw new Error('http has no action');
  return action;
}

/** What the service answers with to every request. */
interface Answer {
  type?: string;
  bytes: Buffer;
  encoding?: string;
  /** Announces more than it sends, and breaks off. */
  cut?: boolean;
}

let server: Server;
let url: string;
let answer: Answer;
let context: ActionContext;
const silent = () => undefined;

beforeEach(async () => {
  server = createServer((incoming, response) => {
    incoming.resume().on('end', () => {
      const { type, bytes, encoding, cut } = answer;
      response.writeHead(200, {
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        ...(cut ? { 'content-length': bytes.length + 10 } : {}),
      });
      if (cut) response.write(bytes, () => response.destroy());
      else response.end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  context = {
    idempotencyKey: 'run/step/0',
    attempt: 1,
    http: createSafeHttp({ trusted: [`127.0.0.1:${port}`] }),
    ...createVendorTransport({ hosts: [] }),
    signal: AbortSignal.timeout(10_000),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  };
});
afterEach(async () => {
  await context.http.close();
  server.close();
});

function call(method: 'GET' | 'POST', given: Answer): Promise<ActionResult> {
  answer = given;
  return request.run({ method, url }, context);
}

describe('the body of a reply', () => {
  it.each([
    ['ISO-8859-1', [0xe9, 0xfc], 'éü'],
    ['"iso-8859-15"', [0xa4], '€'],
    ['windows-1251', [0xcf, 0xf0, 0xe8], 'При'],
    ['Shift_JIS', [0x93, 0xfa, 0x96, 0x7b], '日本'],
    ['utf-8', [0xc3, 0xa9], 'é'],
    ['nobody-knows', [0xc3, 0xa9], 'é'],
  ])('is read as %s', async (charset, bytes, text) => {
    const { output } = await call('GET', { type: `text/plain; charset=${charset}`, bytes: Buffer.from(bytes) });
    expect(output).toMatchObject({ body: text });
  });

  it.each([
    ['JSON in UTF-8 under the label of another', 'application/json; charset=ISO-8859-1', '{"a":"é"}', 'utf8'],
    ['JSON in the charset of its label', 'application/json; charset=ISO-8859-1', '{"a":"é"}', 'latin1'],
    ['JSON without a label that is not UTF-8', 'application/json', '{"a":"é"}', 'latin1'],
    ['JSON in UTF-16', 'application/json; charset=utf-16', '{"a":"é"}', 'utf16le'],
  ] as const)('is read without a wrong letter: %s', async (_name, type, text, charset) => {
    const { output } = await call('GET', { type, bytes: Buffer.from(text, charset) });
    expect(output).toMatchObject({ status: 200, body: { a: 'é' } });
    expect(output).not.toHaveProperty('bodyProblem');
  });

  it('says that letters are missing when the label is wrong', async () => {
    for (const method of ['GET', 'POST'] as const) {
      const { output } = await call(method, { type: 'text/plain; charset=utf-8', bytes: Buffer.from('é', 'latin1') });
      expect(output).toMatchObject({
        body: '\uFFFD',
        bodyProblem: expect.stringContaining('announced the charset utf-8 and sent something else'),
      });
    }
  });

  it('keeps every digit of its numbers', async () => {
    const bytes = Buffer.from('{"id":8202522731445525542}');
    const { output } = await call('GET', { type: 'application/json', bytes });
    expect(output).toMatchObject({ body: { id: 8202522731445525542n } });
  });

  it('is read by its byte order mark, which is not part of it', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"a":"é"}', 'utf16le')]);
    expect((await call('GET', { type: 'application/json', bytes })).output).toMatchObject({ body: { a: 'é' } });
    const marked = Buffer.from('\uFEFF{"a":1}');
    expect((await call('GET', { type: 'application/problem+json', bytes: marked })).output).toMatchObject({
      body: { a: 1 },
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['zstd', zstdCompressSync],
  ])('is unpacked: %s', async (encoding, pack) => {
    const bytes = pack(Buffer.from('{"a":1}'));
    expect((await call('GET', { type: 'application/json', bytes, encoding })).output).toMatchObject({ body: { a: 1 } });
  });

  it('is unpacked in the order that was named', async () => {
    const bytes = gzipSync(deflateSync(Buffer.from('twice')));
    expect((await call('GET', { bytes, encoding: 'deflate, gzip' })).output).toMatchObject({ body: 'twice' });
  });

  it.each(['text/plain', 'application/json', undefined])('is null when there is none (%s)', async (type) => {
    const { output } = await call('GET', { ...(type === undefined ? {} : { type }), bytes: Buffer.alloc(0) });
    expect(output).toMatchObject({ status: 200, body: null });
    expect(output).not.toHaveProperty('bodyProblem');
  });
});

describe('a reply that cannot be read', () => {
  const unreadable: [name: string, given: Answer, words: string][] = [
    ['no JSON', { type: 'application/json', bytes: Buffer.from('<html>') }, 'announced JSON'],
    ['packed and cut', { bytes: gzipSync('a'.repeat(999)).subarray(0, 20), encoding: 'gzip' }, 'ends too early'],
    ['not packed', { bytes: Buffer.from('plain'), encoding: 'gzip' }, 'says that it is packed as gzip'],
    ['packed in an unknown way', { bytes: Buffer.from('x'), encoding: 'snappy' }, '“snappy”'],
    ['cut off', { bytes: Buffer.from('part'), cut: true }, 'broke off the connection'],
    ['too large', { bytes: Buffer.alloc(2_000_001, 'a') }, 'larger than 2000 kB'],
    ['no text', { type: 'image/png', bytes: Buffer.from([0x89, 0x50, 0, 1]) }, 'image/png of 4 bytes'],
  ];

  it.each(unreadable)('fails a read: %s', async (_name, given, words) => {
    await expect(call('GET', given)).rejects.toMatchObject({ message: expect.stringContaining(words) });
  });

  it.each(unreadable)('proves all the same that a write happened: %s', async (_name, given, words) => {
    const { output } = await call('POST', given);
    expect(output).toMatchObject({ status: 200, bodyProblem: expect.stringContaining(words) });
  });
});
