import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';

const failed = new Set(['failed', 'cancelled', 'rejected', 'expired']);

async function query(url, sql, values) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * What became of the deliveries so far.
 *
 * `failed`: it did not work, and its page says so. `open`: it waits for a person who is asked on its page. `hanging`:
 * neither. `lost`: accepted and without a run, or succeeded without its mail or note. `doubled`: one delivery with two runs,
 * two mails or two notes.
 */
export async function countOutcome({ deliveries, databaseUrl, sandboxRequests }) {
  const accepted = deliveries.filter(({ refused }) => !refused);
  const runIds = accepted.flatMap((delivery) => delivery.runIds);
  const rows = await query(
    databaseUrl,
    `select r.id, r.status,
            exists (select from effects e where e.run_id = r.id and e.state = 'unknown') as asks
     from runs r where r.id = any($1::uuid[])`,
    [runIds],
  );
  const runs = new Map(rows.map((row) => [row.id, row]));
  const left = { mails: countMails(sandboxRequests), notes: await countNotes(databaseUrl, deliveries) };
  const outcome = { sent: deliveries.length, accepted: accepted.length };
  const count = { completed: 0, open: 0, failed: 0, hanging: 0, lost: 0, doubled: 0 };
  for (const { title, leaves, runIds: ids } of accepted) {
    count[stateOf(runs.get(ids[0]), left[leaves].get(title) ?? 0)] += 1;
    if (ids.length > 1) count.doubled += 1;
  }
  // Also of deliveries whose answer got lost: their sender will say them again.
  for (const marks of Object.values(left)) {
    count.doubled += deliveries.filter(({ title }) => (marks.get(title) ?? 0) > 1).length;
  }
  return { ...outcome, ...count };
}

function stateOf(run, marks) {
  if (!run) return 'lost';
  if (run.status === 'succeeded') return marks === 0 ? 'lost' : 'completed';
  if (failed.has(run.status)) return 'failed';
  return run.asks ? 'open' : 'hanging';
}

/** How many effects of ours name a delivery. */
async function countNotes(databaseUrl, deliveries) {
  const rows = await query(
    databaseUrl,
    `select request->>'title' as title, count(*)::int as notes from effects
     where action = 'core.log' and request->>'title' = any($1) group by 1`,
    [deliveries.map(({ title }) => title)],
  );
  return new Map(rows.map(({ title, notes }) => [title, notes]));
}

/** How many mails with a subject the stand-in for Gmail has; its state outlives every crash of ours. */
function countMails(sandboxRequests) {
  const { mails = [] } = JSON.parse(readFileSync(join(dirname(sandboxRequests), 'state.json'), 'utf8'));
  const counts = new Map();
  for (const { subject } of mails) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return counts;
}

export const isGood = ({ accepted, hanging, lost, doubled }) =>
  accepted > 0 && hanging === 0 && lost === 0 && doubled === 0;
