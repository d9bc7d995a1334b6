import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.js';
import { prettyStream } from './pretty-stream.js';

function capture(environment: 'development' | 'production' = 'production') {
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line) };
  const destination = environment === 'production' ? sink : prettyStream(sink);
  return { logger: createLogger({ name: 'api', environment, destination }), lines };
}

describe('createLogger', () => {
  it('writes JSON lines with name, level and time', () => {
    const { logger, lines } = capture();
    logger.info({ runId: 'r1' }, 'run started');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      name: 'api',
      msg: 'run started',
      runId: 'r1',
      time: expect.stringMatching(/^\d{4}-/),
    });
  });

  it('masks secrets by name at any depth', () => {
    const { logger, lines } = capture();
    logger.info({
      headers: { Authorization: 'Bearer abc.def', cookie: 'sid=1', accept: 'text/html' },
      body: { user: { password: 'hunter2', email: 'a@example.org' } },
      list: [{ access_token: 'ttt' }],
    });
    const line = lines[0] ?? '';
    for (const secret of ['abc.def', 'sid=1', 'hunter2', 'ttt']) expect(line).not.toContain(secret);
    expect(line).toContain('text/html');
    expect(line).toContain('a@example.org');
  });

  it('masks secrets inside messages and errors, and keeps the cause', () => {
    const { logger, lines } = capture();
    const cause = new Error('connect postgresql://jarvis_app:s3cr3t@db:5432/jarvis');
    logger.error({ err: new Error('sent Bearer abcdefghijkl', { cause }) }, 'key sk-ant-0123456789abcdef');
    const line = lines[0] ?? '';
    for (const secret of ['s3cr3t', 'abcdefghijkl', '0123456789abcdef']) {
      expect(line).not.toContain(secret);
    }
    expect(line).toContain('jarvis_app');
  });

  it('keeps no part of an error that is not on its list, under whatever name and however deep it is logged', () => {
    const { logger, lines } = capture();
    class Client {
      secretKey = 815_4711;
      config = { user: 'jarvis_app', pass: 'hidden-one' };
    }
    const make = () =>
      Object.assign(new Error('terminating connection', { cause: { client: new Client() } }), {
        code: '57P01',
        client: new Client(),
        parameters: ['hidden-two'],
        config: { headers: { 'x-key': 'hidden-three' } },
      });
    const both = new AggregateError([make()], 'all failed');
    logger.error({ err: make(), error: make(), anything: make(), list: [{ deep: both }], client: new Client() });
    logger.error(make());
    logger.error(make(), 'in words');
    const text = lines.join('');
    for (const secret of ['8154711', 'hidden-one', 'hidden-two', 'hidden-three']) expect(text).not.toContain(secret);
    const [first, second, third] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const known = { type: 'Error', message: 'terminating connection', code: '57P01', stack: expect.any(String) };
    expect(first).toMatchObject({
      err: known,
      error: known,
      anything: known,
      list: [{ deep: { type: 'AggregateError', errors: [known] } }],
      client: '[Client]',
    });
    expect(second).toMatchObject({ err: known });
    expect(third).toMatchObject({ err: known, msg: 'in words' });
  });

  it('writes dates and addresses out', () => {
    const { logger, lines } = capture();
    logger.info({ at: new Date(0), url: new URL('https://me:hidden@example.org/a') });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      at: '1970-01-01T00:00:00.000Z',
      url: 'https://me:[redacted]@example.org/a',
    });
  });

  it('masks a token of a machine inside a text', () => {
    const { logger, lines } = capture();
    logger.info(`asked with jarvis_${'aB-_'.repeat(11)}`);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'asked with [redacted]' });
  });

  it('is readable in development', () => {
    const { logger, lines } = capture('development');
    logger.warn({ port: 4000 }, 'port is taken');
    expect(lines[0]).toMatch(/^[\d:.]{12} warn {2}api port is taken port=4000\n$/);
  });
});
