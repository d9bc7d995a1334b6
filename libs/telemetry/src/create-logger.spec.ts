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

  it('is readable in development', () => {
    const { logger, lines } = capture('development');
    logger.warn({ port: 4000 }, 'port is taken');
    expect(lines[0]).toMatch(/^[\d:.]{12} warn {2}api port is taken port=4000\n$/);
  });
});
