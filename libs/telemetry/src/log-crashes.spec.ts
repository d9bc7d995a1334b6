import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const library = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** A process of its own, of compiled code: what is looked at is how it ends. */
function crash(statement: string): Promise<{ code: unknown; output: string }> {
  const script = `
    import { createLogger, logCrashes } from ${JSON.stringify(library)};
    logCrashes(createLogger({ name: 'crash', environment: 'production' }));
    const error = Object.assign(new Error('lost'), { client: { secretKey: 'do-not-tell' } });
    setTimeout(() => {}, 60_000);
    ${statement}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], (error, stdout, stderr) =>
      resolve({ code: error?.code, output: stdout + stderr }),
    );
  });
}

it.each(['setTimeout(() => { throw error; })', 'Promise.reject(error)'])(
  'ends the process and says why, without what hangs on the error: %s',
  async (statement) => {
    const { code, output } = await crash(statement);
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ level: 'fatal', err: { message: 'lost' } });
    expect(output).not.toContain('do-not-tell');
  },
);
