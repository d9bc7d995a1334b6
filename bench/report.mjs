import { cpus, totalmem } from 'node:os';

/** The aims of docs/performance.md. */
const aims = {
  oneStep: { most: 0.5 },
  fortySteps: { most: 0.06 },
  throughput: { least: 20 },
  acknowledgementMs: 50,
  megabytes: { api: 180, worker: 320, admin: 120 },
  totalMegabytes: 1229,
};

const verdict = (holds) => (holds ? 'holds' : 'MISSED');

/** One row a measurement: what, ours, the bar, the ratio or value, the aim, whether it holds. */
function rowsOf({ engine = {}, webhooks, memory }) {
  const rows = [];
  for (const [name, title] of [
    ['oneStep', 'one step'],
    ['fortySteps', '40 light steps'],
  ]) {
    const result = engine[name];
    if (!result) continue;
    const { engineMs, handWrittenMs, ratio } = result;
    const { most } = aims[name];
    rows.push([title, `${engineMs} ms`, `${handWrittenMs} ms`, `${ratio} ×`, `≤ ${most} ×`, verdict(ratio <= most)]);
  }
  if (engine.throughput) {
    const { runs, enginePerSecond, handWrittenPerSecond, ratio } = engine.throughput;
    const { least } = aims.throughput;
    rows.push([
      `${runs} three-step runs at once`,
      `${enginePerSecond}/s`,
      `${handWrittenPerSecond}/s`,
      `${ratio} ×`,
      `≥ ${least} ×`,
      verdict(ratio >= least),
    ]);
  }
  if (webhooks) {
    const { perSecond, p50Ms, p99Ms, seconds, busy, finishedMeanwhile, settledAfterSeconds } = webhooks;
    rows.push([
      `webhook answered, ${perSecond}/s${busy > 0 ? `, ${busy} others compute` : ''}`,
      `p50 ${p50Ms} ms`,
      '',
      `p99 ${p99Ms} ms`,
      `≤ ${aims.acknowledgementMs} ms`,
      verdict(p99Ms <= aims.acknowledgementMs),
    ]);
    rows.push([
      `  their runs, ended within the ${seconds + 1} s`,
      `${finishedMeanwhile} of ${perSecond * (seconds + 1)}`,
      '',
      `all ${settledAfterSeconds} s later`,
      '',
      '',
    ]);
  }
  for (const [name, value] of Object.entries(memory?.megabytes ?? {})) {
    const aim = aims.megabytes[name];
    rows.push([
      `memory of ${name}, idle`,
      `${value} MB`,
      '',
      '',
      aim ? `≤ ${aim} MB` : '',
      aim ? verdict(value <= aim) : '',
    ]);
  }
  if (memory) {
    rows.push([
      'memory of all, idle',
      `${memory.total} MB`,
      '',
      '',
      `≤ ${aims.totalMegabytes} MB`,
      verdict(memory.total <= aims.totalMegabytes),
    ]);
  }
  return rows;
}

/** What the numbers were taken on: they mean nothing without it. */
export function describeMachine() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    at: new Date().toISOString(),
  };
}

export function tableOf(results) {
  return aligned([['', 'Jarvis', 'by hand', 'ratio', 'aim', ''], ...rowsOf(results)]);
}

/** Every engine that did the three jobs in this run. Only Jarvis keeps a record that people can read. */
export function peersTableOf({ engine = {}, peers }) {
  const { oneStep, fortySteps, throughput } = engine;
  const ms = (value) => (value === undefined ? '' : `${value} ms`);
  const perSecond = (value) => (value === undefined ? '' : `${value}/s`);
  return aligned([
    ['', 'one step', '40 light steps', 'runs of three steps'],
    ['Jarvis', ms(oneStep?.engineMs), ms(fortySteps?.engineMs), perSecond(throughput?.enginePerSecond)],
    [
      'Temporal by hand',
      ms(oneStep?.handWrittenMs),
      ms(fortySteps?.handWrittenMs),
      perSecond(throughput?.handWrittenPerSecond),
    ],
    ...Object.entries(peers).map(([name, result]) => [
      name,
      ms(result.oneStepMs),
      ms(result.fortyStepsMs),
      perSecond(result.perSecond),
    ]),
  ]);
}

function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
