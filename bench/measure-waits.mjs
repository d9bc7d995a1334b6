// What waiting for events costs those who bring them: docs/performance.md says what came out.
//   npm run build && JARVIS_TEST_POSTGRES_URL=… node bench/measure-waits.mjs [--events 100000]
// JARVIS_TEST_POSTGRES_URL: superuser URL of a server that may be filled with rubbish.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import * as lib from '@jarvis/database';
import { createWorkspace, startTestDatabase } from '@jarvis/testing';
import { median, round } from './statistics.mjs';

const { openEventWait, MAX_EVENT_WAITS, requestRun } = lib;
const { values } = parseArgs({ options: { events: { type: 'string', default: '100000' } } });
const count = Number(values.events);
const expiresAt = new Date(Date.now() + 3_600_000).toISOString();

const db = await startTestDatabase();
const { observatoryId } = await createWorkspace(db);
const tenant = (work) => db.database.tenant(observatoryId, work);

async function newRun() {
  const { id: runId } = await tenant((manager) =>
    requestRun(manager, {
      observatoryId,
      planHash: 'a'.repeat(64),
      triggerType: 'manual',
      triggerSummary: randomUUID(),
      event: {},
    }),
  );
  return { observatoryId, runId };
}

async function open(name, where, scope) {
  const wait = { scope, stepPath: 'steps[0]', iteration: '', event: name, where, expiresAt };
  const opened = await tenant((manager) => openEventWait(manager, wait));
  if (lib.lookBack) await lib.lookBack(db.database, { observatoryId, waitId: opened.id });
}

const emit = (name, body) =>
  tenant((manager) =>
    manager.query(
      `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', $2, $3, 'x', $4)`,
      [observatoryId, name, randomUUID(), JSON.stringify(body)],
    ),
  );

async function timed(work) {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

const table = {};
/** Events of the name come one after the other while a wait looks through all that came before it. */
async function lookBack(label, padding) {
  const name = `look.${label}`;
  const scope = await newRun();
  const batch = 5_000;
  for (let first = 1; first <= count; first += batch) {
    await tenant((manager) =>
      manager.query(
        `insert into events (observatory_id, source, name, dedupe_key, summary, body)
         select $1, 'rules', $2, $2 || n, 'x', jsonb_build_object('order', n,
           'text', (select string_agg(md5(n::text || p), '') from generate_series(1, $5::int) p))
         from generate_series($3::int, $4::int) n`,
        [observatoryId, name, first, Math.min(count, first + batch - 1), padding],
      ),
    );
  }
  let done = false;
  const opening = timed(() => open(name, { order: -1 }, scope)).finally(() => (done = true));
  const took = [];
  while (!done) took.push(await timed(() => emit(name, { order: -2 })));
  took.sort((a, b) => a - b);
  table[`${count} events, ${label}`] = {
    'opened after': round(await opening),
    'events meanwhile': took.length,
    median: round(median(took)),
    longest: round(took.at(-1)),
  };
}

/** An event that nobody waits for comes while as many as may wait for others of its name. */
async function match(label, where) {
  const name = `match.${label}`;
  const scope = await newRun();
  await tenant((manager) =>
    manager.query(
      `insert into event_waits (observatory_id, run_id, step_path, iteration, source, name, filter, expires_at, status)
       select $1, $2, 'steps[0]', n, 'rules', $3, ${where}, now() + interval '1 hour', 'open' from generate_series(1, $4::int) n`,
      [observatoryId, scope.runId, name, MAX_EVENT_WAITS],
    ),
  );
  const body = { order: -1, by: 'card', lines: Array.from({ length: 50 }, (_, n) => ({ n, sku: randomUUID() })) };
  const took = [];
  for (let n = 0; n < 20; n += 1) took.push(await timed(() => emit(name, body)));
  took.sort((a, b) => a - b);
  table[`${MAX_EVENT_WAITS} waits, ${label}`] = { median: round(median(took)), longest: round(took.at(-1)) };
}

await emit('warm', {});
await lookBack('small', 1);
await lookBack('4 KB', 125);
await match('small', `jsonb_build_object('order', n)`);
await match('1 KB', `jsonb_build_object('order', n, 'text', repeat('x', 900))`);
await match('each with other names', `jsonb_build_object('order' || n, n)`);
console.table(table);
await db.stop();
