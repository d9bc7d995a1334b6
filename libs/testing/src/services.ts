import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const script = fileURLToPath(new URL('../../../scripts/test-services.mjs', import.meta.url));

const Variables = z.object({
  JARVIS_TEST_POSTGRES_URL: z.url(),
  JARVIS_TEST_TEMPORAL_ADDRESS: z.string().optional(),
  JARVIS_TEST_TEMPORAL_NAMESPACE: z.string().default('jarvis'),
  JARVIS_TEST_TEMPORAL_REHEARSAL_NAMESPACE: z.string().default('jarvis-rehearsal'),
});

export interface Services {
  variables: z.output<typeof Variables>;
  stop: () => Promise<void>;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  const { stdout } = child;
  if (stdout === null) throw new Error('The test services were started without standard output.');
  stdout.setEncoding('utf8');
  for await (const chunk of stdout) {
    text += String(chunk);
    const line = text.split('\n').find((entry) => entry.startsWith('{'));
    if (line !== undefined && text.includes(`${line}\n`)) return line;
  }
  throw new Error(`The test services did not start:\n${text}`);
}

/**
 * The services named in JARVIS_TEST_*; where they are not named (one test file run on its own)
 * they are started for this file and end with it.
 */
export async function testServices(needs: { temporal: boolean }): Promise<Services> {
  const given = Variables.partial({ JARVIS_TEST_POSTGRES_URL: true }).parse(process.env);
  const enough = !needs.temporal || given.JARVIS_TEST_TEMPORAL_ADDRESS !== undefined;
  if (given.JARVIS_TEST_POSTGRES_URL !== undefined && enough) {
    const variables = { ...given, JARVIS_TEST_POSTGRES_URL: given.JARVIS_TEST_POSTGRES_URL };
    return { variables, stop: async () => undefined };
  }
  const child = spawn(process.execPath, [script, ...(needs.temporal ? ['--temporal'] : [])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const variables = Variables.parse(JSON.parse(await firstLine(child)));
  const stop = async () => {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
  return { variables, stop };
}
