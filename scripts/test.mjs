// npm test [-- unit|integration|e2e|types [pattern]]: every test, with ports and state of its own,
// so that it runs beside a running `npm start`.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './lib/files.mjs';
import { ensureDependencies } from './lib/install.mjs';
import { bold, Problem, printError, say } from './lib/words.mjs';

const [only, pattern] = process.argv.slice(2);
const cleanUps = [];
let ending = false;

async function cleanUp() {
  for (const work of cleanUps.splice(0).reverse()) await work();
}

/** The machine's environment without what would point the instance at somebody's database or vendor. */
function neutralEnvironment() {
  const own = /^(JARVIS|DATABASE|TEMPORAL|ANTHROPIC|POSTGRES|API|ADMIN|SANDBOX|WORKER)_|^JWT_SECRET$/;
  const entries = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(entries), NODE_ENV: 'test' };
}

const heading = (text) => process.stdout.write(`\n${bold(text)}\n`);

async function unit() {
  const { runJest } = await import('./lib/suites.mjs');
  heading('Unit tests');
  return runJest('unit', { pattern });
}

async function types() {
  const { runTypes } = await import('./lib/suites.mjs');
  heading('Types');
  return runTypes();
}

async function integration() {
  const [{ runJest }, { startTestServices }] = await Promise.all([
    import('./lib/suites.mjs'),
    import('./lib/test-services.mjs'),
  ]);
  heading('Integration tests (PostgreSQL, Temporal)');
  const services = await startTestServices();
  cleanUps.push(services.stop);
  const result = await runJest('integration', { pattern, environment: services.variables });
  await cleanUp();
  return result;
}

async function e2e() {
  const [{ runPlaywright }, { findBrowser }, { startStack }, { unusedPorts }] = await Promise.all([
    import('./lib/suites.mjs'),
    import('./lib/browser.mjs'),
    import('./lib/stack.mjs'),
    import('./lib/settings.mjs'),
  ]);
  heading('Browser journeys');
  const browser = await findBrowser();
  const home = mkdtempSync(join(tmpdir(), 'jarvis-e2e-'));
  cleanUps.push(() => rmSync(home, { recursive: true, force: true }));
  const stack = await startStack({
    home,
    environment: neutralEnvironment(),
    ports: await unusedPorts(),
    durable: false,
  });
  cleanUps.push(stack.stop);
  const result = await runPlaywright({ home, browser, pattern });
  if (result.failed > 0) {
    cpSync(join(home, 'logs'), join(repository, 'artifacts', 'e2e-logs'), { recursive: true });
    say('The logs of the instance are in artifacts/e2e-logs.');
  }
  await cleanUp();
  return result;
}

const suites = { types, unit, integration, e2e };

try {
  await ensureDependencies();
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, () => {
      if (ending) return;
      ending = true;
      void cleanUp().then(() => process.exit(1));
    });
  }
  if (only !== undefined && !suites[only]) {
    throw new Problem(`There is no suite "${only}". Use: npm test -- ${Object.keys(suites).join('|')} [pattern]`);
  }
  const total = { passed: 0, failed: 0 };
  for (const [name, run] of Object.entries(suites)) {
    if (only !== undefined && name !== only) continue;
    const { passed, failed } = await run().catch(async (error) => {
      if (ending) throw error;
      printError(error);
      await cleanUp();
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
    say(`${name}: ${passed} passed, ${failed} failed`);
  }
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
} catch (error) {
  if (!ending) printError(error);
  await cleanUp();
  process.stdout.write('\n0 passed, 1 failed\n');
  process.exitCode = 1;
}
