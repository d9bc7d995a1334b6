// npm start: everything on this machine, from a fresh clone to a running Jarvis.
import { beginTemporal } from '../temporal/obtain.mjs';
import { homeOf } from './lib/files.mjs';
import { ensureDependencies } from './lib/install.mjs';
import { announceFirstStart, loadDotenv, requireUsablePorts } from './lib/preflight.mjs';
import { bold, dim, elapsed, green, printError, say } from './lib/words.mjs';

const stopping = new AbortController();
let stack;

async function end(code) {
  try {
    await stack?.stop();
    say(`Stopped; nothing left running.`);
  } catch (error) {
    printError(error);
    code = 1;
  }
  process.exit(code);
}

function onSignal() {
  if (stopping.signal.aborted) {
    say('Still stopping; a moment.');
    return;
  }
  say('Stopping.');
  stopping.abort();
  // During the start its own clean-up runs and ends the process below.
  if (stack) void end(0);
}

function summary({ endpoints, home }) {
  const rows = [
    ['Admin', bold(endpoints.admin)],
    ['API', `${endpoints.api}   ${dim(`documentation: ${endpoints.api}/api/docs`)}`],
    ['Temporal UI', endpoints.temporalUi],
    ['Sandbox', `${endpoints.sandbox}   ${dim('what the stand-ins of platforms and models received')}`],
    ['Sign in', `${endpoints.account.email}   ${bold(endpoints.account.password)}`],
    ['State, logs', home],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(12)} ${value}`);
  process.stdout.write(
    `\n${green('Jarvis is ready')} after ${elapsed().toFixed(1)} s.\n\n${lines.join('\n')}\n\n  Try it: npm run demo   Stop: Ctrl-C\n\n`,
  );
}

try {
  loadDotenv();
  const home = homeOf(process.env);
  await requireUsablePorts({ home, environment: process.env });
  announceFirstStart(process.env);
  beginTemporal(process.env);
  await ensureDependencies();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, onSignal);

  const { startStack } = await import('./lib/stack.mjs');
  stack = await startStack({ home, signal: stopping.signal });
  if (stopping.signal.aborted) await end(0);
  summary({ ...stack, home });
} catch (error) {
  if (stopping.signal.aborted) {
    say('Stopped; nothing left running.');
    process.exit(0);
  }
  printError(error);
  process.exit(1);
}
