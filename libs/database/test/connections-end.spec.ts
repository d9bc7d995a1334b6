import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { z } from 'zod';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const script = fileURLToPath(new URL('support/under-load.mjs', import.meta.url));
const ROUNDS = 25;

const Report = z.object({
  result: z.object({
    done: z.int(),
    lost: z.int(),
    heard: z.int(),
    resumed: z.int(),
    wrong: z.array(z.string()),
  }),
});

let db: TestDatabase;
let ours: Workspace;

beforeAll(async () => {
  db = await startTestDatabase();
  ours = await createWorkspace(db);
  const tsc = `${repository}node_modules/typescript/bin/tsc`;
  await promisify(execFile)(process.execPath, [tsc, '-b', 'libs/database', 'libs/telemetry'], { cwd: repository });
}, 180_000);
afterAll(() => db.stop());

/** Ends the process's sessions in the middle of whatever they do, as a failover or a pooler does. */
async function endAllSessions(admin: pg.Client): Promise<void> {
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename in ('jarvis_app', 'jarvis_system')`,
  );
}

it('survives the end of every connection, in every use, and logs nothing of the connection', async () => {
  const load = spawn(process.execPath, [script, db.url, db.systemUrl, ours.observatoryId], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [load.stdout, load.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const exited = once(load, 'exit');
  const admin = new pg.Client({ connectionString: db.adminUrl });
  await admin.connect();
  while (!output.includes('ready\n')) await sleep(20);
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(30 + 7 * round);
    await endAllSessions(admin);
  }
  // Nobody ends anything any more: it hears again what is said.
  for (let times = 0; times < 30; times += 1) {
    await admin.query(`notify load, 'hello'`);
    await sleep(100);
  }
  await admin.end();
  load.stdin.end();
  const [code] = await exited;

  const last = output.trimEnd().split('\n').at(-1) ?? '';
  expect({ code, last }).toEqual({ code: 0, last: expect.stringContaining('"result"') });
  const { result } = Report.parse(JSON.parse(last));
  expect(result.wrong).toEqual([]);
  expect(result.lost).toBeGreaterThan(ROUNDS);
  expect(result.resumed).toBeGreaterThan(0);
  expect(result.heard).toBeGreaterThan(0);
  // Whoever has the key and the process id of a session can cancel what it does.
  for (const word of ['secretKey', 'processID', 'connectionParameters', 'only-for-tests', 'scram']) {
    expect(output).not.toContain(word);
  }
}, 60_000);
