// What breaks in the field, tried on a whole instance: CONTRIBUTING.md says how to run it, and what the table means.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { repository } from '../../scripts/lib/files.mjs';
import { answers, until } from '../../scripts/lib/health.mjs';
import { loadSecrets } from '../../scripts/lib/secrets.mjs';
import { databaseUrls, unusedPorts } from '../../scripts/lib/settings.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';
import { bold, green, Problem, red, say, warn } from '../../scripts/lib/words.mjs';
import { sendDeliveries } from './deliveries.mjs';
import { countOutcome, isGood } from './outcome.mjs';
import { publishRules } from './rule.mjs';
import { scenarios } from './scenarios.mjs';

/** After the last delivery; a part that hangs is noticed within half a minute, and its work redone after that. */
const SETTLE_SECONDS = 90;
const diskMegabytes = 700;

/** What belongs to somebody's own instance has no place here. */
function neutralEnvironment() {
  const own = /^(JARVIS|DATABASE|TEMPORAL|ANTHROPIC|POSTGRES|API|ADMIN|SANDBOX|WORKER)_|^JWT_SECRET$/;
  const entries = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(entries), LOG_LEVEL: 'warn' };
}

/** A disk of its own that may be filled. Only root may mount one, and only Linux has it in this form. */
function mountDisk(home) {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m,mode=755`, 'tmpfs', home], { stdio: 'ignore' });
    return () => execFileSync('umount', ['-l', home]);
  } catch {
    return undefined;
  }
}

function choose(parameters) {
  const { values, positionals } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { deliveries: { type: 'string', default: '60' }, list: { type: 'boolean', default: false } },
  });
  const known = scenarios.map(({ name }) => name);
  const unknown = positionals.filter((name) => !known.includes(name));
  const count = Number(values.deliveries);
  if (unknown.length > 0) throw new Problem(`There is no scenario "${unknown[0]}". There are: ${known.join(', ')}.`);
  if (!Number.isInteger(count) || count < 1) throw new Problem('--deliveries wants a number from 1.');
  const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { chosen, count, list: values.list };
}

/** @returns {Promise<boolean>} whether nothing was lost, done twice or left hanging */
export async function faults(parameters) {
  const { chosen, count, list } = choose(parameters);
  if (list) {
    for (const { name, title } of chosen) process.stdout.write(`${name.padEnd(14)} ${title}\n`);
    return true;
  }
  const home = mkdtempSync(join(tmpdir(), 'jarvis-faults-'));
  const unmount = chosen.some(({ needsOwnDisk }) => needsOwnDisk) ? mountDisk(home) : undefined;
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stopping.abort());
  let stack;
  let good = false;
  try {
    const ports = await unusedPorts();
    stack = await startStack({ home, environment: neutralEnvironment(), ports, signal: stopping.signal });
    const context = {
      home,
      stack,
      say,
      // Past row-level security: it looks at everything.
      adminUrl: databaseUrls(ports, loadSecrets(home)).admin.replace(/postgres$/, 'jarvis'),
      webhooks: await publishRules(stack.endpoints),
    };
    const rows = [];
    for (const scenario of chosen) {
      if (stopping.signal.aborted) break;
      if (scenario.needsOwnDisk && !unmount) warn(`${scenario.name} is left out: it needs Linux and root.`);
      else rows.push({ scenario, outcome: await play(scenario, { ...context, count }) });
    }
    good = rows.length > 0 && !stopping.signal.aborted && rows.every(({ outcome }) => isGood(outcome));
    process.stdout.write(`\n${tableOf(rows)}\n`);
    return good;
  } finally {
    await stack?.stop();
    if (!good) {
      cpSync(join(home, 'logs'), join(repository, 'artifacts', 'faults-logs'), { recursive: true });
      say('The logs of the instance are in artifacts/faults-logs.');
    }
    unmount?.();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Deliveries and disturbance side by side, then time to recover. */
async function play({ name, title, disturb, seconds = 10, settleSeconds = SETTLE_SECONDS }, context) {
  const { stack, webhooks, count, adminUrl: databaseUrl } = context;
  say(bold(`${name}: ${title}`));
  // What goes on until the outcome is known is ended by the function that it gives.
  const [deliveries, calm] = await Promise.all([
    sendDeliveries({ webhooks, count, seconds }),
    Promise.resolve(disturb(context)),
  ]);
  const { sandboxRequests, api } = stack.endpoints;
  const deadline = Date.now() + settleSeconds * 1000;
  let outcome;
  let problem;
  do {
    await sleep(1_000);
    try {
      outcome = await countOutcome({ deliveries, databaseUrl, sandboxRequests });
    } catch (error) {
      // Parts may still be coming back.
      problem = error;
    }
  } while ((!outcome || outcome.hanging > 0) && Date.now() < deadline);
  calm?.();
  const recovered = await until(() => answers(`${api}/health`), { within: 60_000, interval: 500 });
  if (!outcome) throw new Problem(`${name}: nothing could be counted within ${settleSeconds} s.`, { cause: problem });
  if (!recovered) warn('The API is not healthy again.');
  say(JSON.stringify(outcome));
  return recovered ? outcome : { ...outcome, hanging: outcome.accepted };
}

const columns = ['sent', 'accepted', 'completed', 'open', 'failed', 'hanging', 'lost', 'doubled'];

function tableOf(rows) {
  const line = (first, cells) => `${first.padEnd(16)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;
  const body = rows.map(({ scenario, outcome }) => {
    const cells = columns.map((name) => outcome[name]);
    return `${line(scenario.name, cells)}   ${isGood(outcome) ? green('good') : red('BAD')}`;
  });
  return [bold(line('scenario', columns)), ...body].join('\n');
}
