import { spawn, execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { createDatabase } from '@jarvis/database';
import { createDataConverter } from '@jarvis/payload-codec';
import { canonicalJson } from '@jarvis/plan';
import { median, round } from './statistics.mjs';

const repository = join(import.meta.dirname, '..');
const run = promisify(execFile);

const retry = { maximumAttempts: 3, initialIntervalMs: 500, backoffCoefficient: 2, maximumIntervalMs: 5000 };

/** A plan of light steps: each writes ledger, feed and step row. */
export function lightPlan(steps) {
  const nodes = Array.from({ length: steps }, (_, index) => ({
    kind: 'action',
    id: `s${index}`,
    path: `steps[${index}]`,
    name: `Step ${index}`,
    onError: 'fail',
    lane: 'local',
    timeoutMs: 5000,
    retry,
    uses: 'core.log',
    with: { title: `Step ${index} of \${{ event.name }}` },
    effect: 'write',
  }));
  const plan = { format: 1, name: `${steps} light steps`, kind: 'rule', vars: {}, nodes };
  return { ...plan, hash: createHash('sha256').update(canonicalJson(plan)).digest('hex') };
}

async function startWorker(environment, taskQueue) {
  const bundle = join(repository, 'bench', 'dist', 'workflow-bundle.js');
  const entry = join(repository, 'bench', 'workflows', 'index.js');
  const script = join(repository, 'apps', 'worker', 'scripts', 'build-bundle.mjs');
  await run(process.execPath, [script, '--entry', entry, '--out', bundle], { cwd: repository });
  const child = spawn(
    process.execPath,
    [...(process.env.BENCH_FLAGS?.split(' ') ?? []), join(import.meta.dirname, 'engine-worker.mjs')],
    {
      cwd: repository,
      env: {
        ...environment,
        TEMPORAL_TASK_QUEUE: taskQueue,
        BENCH_BUNDLE: bundle,
        BENCH_WORKER: join(repository, 'apps', 'worker', 'dist'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('The worker of the bench did not start.'))),
  ]);
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function contenders({ client, database, taskQueue, observatoryId }) {
  const engine = async (plan) => {
    const runId = randomUUID();
    // A workflow runs only for a row that asks for it. The API writes it with the delivery; here it counts.
    await database.statements(observatoryId, (manager) =>
      manager.query(
        `insert into runs (id, observatory_id, plan, plan_hash, trigger_type, trigger_summary, event)
         values ($1, $2, $3, $4, 'manual', 'Bench', '{"name": "bench"}')`,
        [runId, observatoryId, JSON.stringify(plan), plan.hash],
      ),
    );
    const input = {
      runId,
      observatoryId,
      plan,
      trigger: { type: 'manual', summary: 'Bench' },
      event: { name: 'bench' },
      groups: true,
      whole: true,
    };
    return client.workflow.execute('runPlan', { taskQueue, workflowId: `run-${runId}`, args: [input] });
  };
  /** A rule of the stack, whose own API and worker run it. Its runs are asked for in one statement each, as deliveries are. */
  const ruleOf = async (steps) => {
    const plan = lightPlan(steps);
    const [ruleId, versionId] = [randomUUID(), randomUUID()];
    await database.tenant(observatoryId, async (manager) => {
      await manager.query(
        `insert into automation_rules (id, observatory_id, name, trigger_type, draft, enabled)
         values ($1, $2, 'Bench', 'manual', '{}', true)`,
        [ruleId, observatoryId],
      );
      await manager.query(
        `insert into rule_versions (id, observatory_id, rule_id, version, definition, plan, plan_hash)
         values ($1, $2, $3, 1, '{}', $4, $5)`,
        [versionId, observatoryId, ruleId, JSON.stringify(plan), plan.hash],
      );
    });
    return { ruleId, versionId, hash: plan.hash };
  };
  const request = ({ ruleId, versionId, hash }) =>
    database.statements(observatoryId, (manager) =>
      manager.query(
        `with run as (
           insert into runs (observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, event)
           values ($1, $2, $3, $4, 'manual', 'Bench', '{"name": "bench"}') returning id, observatory_id),
         sent as (
           insert into outbox (observatory_id, lane, topic, key, payload)
           select observatory_id, $2, 'start-run', 'start-run/' || id, jsonb_build_object('runId', id) from run)
         select pg_notify('jarvis_outbox', '')`,
        [observatoryId, ruleId, versionId, hash],
      ),
    );
  const send = async (rule, count) => {
    for (let sent = 0; sent < count; sent += 1) await request(rule);
  };
  const plans = new Map();
  const planOf = (steps) => {
    if (!plans.has(steps)) plans.set(steps, lightPlan(steps));
    return plans.get(steps);
  };
  return {
    /** Asks for many runs of one rule, and resolves when the last has ended. */
    rule: async (steps, runs) => {
      const rule = await ruleOf(steps);
      await Promise.all(Array.from({ length: SENDERS }, (_, index) => send(rule, share(runs, index))));
      for (;;) {
        const [row] = await database.statements(observatoryId, (manager) =>
          manager.query(
            `select count(*)::int as ended, count(*) filter (where status <> 'succeeded')::int as bad
             from runs where rule_id = $1 and finished_at is not null`,
            [rule.ruleId],
          ),
        );
        if (row.bad > 0) throw new Error(`${row.bad} runs of the bench did not succeed.`);
        if (row.ended === runs) return;
        await sleep(10);
      }
    },
    engine: (steps) => engine(planOf(steps)),
    handWritten: (steps) =>
      client.workflow.execute('handWritten', {
        taskQueue,
        workflowId: `bench-${randomUUID()}`,
        args: [steps],
      }),
  };
}

/** Who asks for runs of a rule, at the same time. */
const SENDERS = 10;

/** How many of all one of the senders sends. */
function share(all, index) {
  return Math.floor((all + index) / SENDERS);
}

/** How long it takes, in milliseconds. */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Start to result, one after the other, the two taking turns so that both see the same machine. */
async function measureLatency({ engine, handWritten }, steps, rounds) {
  const times = { engine: [], handWritten: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.engine.push(await timed(() => engine(steps)));
    times.handWritten.push(await timed(() => handWritten(steps)));
  }
  const [ours, theirs] = [median(times.engine), median(times.handWritten)];
  return { steps, rounds, engineMs: round2(ours), handWrittenMs: round2(theirs), ratio: round(ours / theirs, 2) };
}

/** Waits for every one before it says that one has failed: the others still use the connection. */
export async function allOf(work) {
  await Promise.allSettled(work);
  await Promise.all(work);
}

/** Runs a second: all started together, until the last result is there. */
export async function rateOf(start, runs) {
  return (runs * 1000) / (await timed(() => allOf(Array.from({ length: runs }, () => start()))));
}

async function measureThroughput({ rule, handWritten }, { steps, runs, rounds, say }) {
  const rates = { engine: [], handWritten: [] };
  for (let round = 0; round < rounds; round += 1) {
    rates.handWritten.push(await rateOf(() => handWritten(steps), runs));
    rates.engine.push((runs * 1000) / (await timed(() => rule(steps, runs))));
    say(`  hand-written ${round2(rates.handWritten.at(-1))}/s, engine ${round2(rates.engine.at(-1))}/s`);
  }
  const [ours, theirs] = [median(rates.engine), median(rates.handWritten)];
  return {
    steps,
    runs,
    rounds,
    enginePerSecond: round2(ours),
    handWrittenPerSecond: round2(theirs),
    ratio: round(ours / theirs, 2),
  };
}

const round2 = (value) => round(value, 1);

/**
 * The engine beside a hand-written workflow: same server, same worker process, same data converter, in turns.
 * @param options.environment of the worker · options.observatoryId whose runs these are ·
 *   options.rounds how often each latency is taken
 */
export async function measureEngine({
  environment,
  observatoryId,
  rounds = 15,
  burst = { runs: 500, rounds: 3 },
  only,
  say = () => undefined,
}) {
  const taskQueue = `bench-${randomUUID()}`;
  const worker = await startWorker(environment, taskQueue);
  const [id, key] = environment.JARVIS_ENCRYPTION_KEYS.split(',')[0].split(':');
  const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS });
  const { DATABASE_URL: url, DATABASE_SYSTEM_URL: systemUrl } = environment;
  const database = createDatabase({ url, systemUrl, poolSize: 10, applicationName: 'jarvis-bench' });
  try {
    const client = new Client({
      connection,
      namespace: environment.TEMPORAL_NAMESPACE,
      dataConverter: createDataConverter([{ id, key: Buffer.from(key, 'base64') }]),
    });
    const both = contenders({ client, database, taskQueue, observatoryId });
    say('Warming up.');
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([both.engine(3), both.handWritten(3)]);
    }
    await both.rule(3, 100);
    const wanted = (name) => only === undefined || only.includes(name);
    const results = {};
    if (wanted('one')) {
      say('One step, start to result.');
      results.oneStep = await measureLatency(both, 1, rounds * 2);
    }
    if (wanted('forty')) {
      say('40 light sequential steps, start to result.');
      results.fortySteps = await measureLatency(both, 40, rounds);
    }
    if (wanted('throughput')) {
      say(`${burst.runs} runs of three steps at once.`);
      results.throughput = await measureThroughput(both, { steps: 3, ...burst, say });
    }
    return results;
  } finally {
    await connection.close();
    await database.close();
    await worker.stop();
  }
}
