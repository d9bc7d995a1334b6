// npm run check: format, lint (type-aware, with import boundaries), types, Svelte, dead code,
// .env.example. Everything is checked even when something fails, and a warning is a failure.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './lib/files.mjs';
import { ensureDependencies } from './lib/install.mjs';
import { elapsed, green, printError, red, say } from './lib/words.mjs';

const bin = (name) => join(repository, 'node_modules', '.bin', name);

/** Name, command and what to do about a finding. Lint needs the types that the two before it write. */
const checks = [
  ['types', [bin('tsc'), '-b'], 'correct the types'],
  ['format', [bin('prettier'), '--check', '--log-level=warn', '.'], 'run: npx prettier --write .'],
  ['svelte', ['npm', 'run', '--silent', 'check', '--workspace=@jarvis/admin'], 'correct what is listed'],
  ['lint', [bin('eslint'), '.', '--max-warnings=0'], 'correct what is listed'],
  ['dead code', [bin('knip'), '--no-progress'], 'delete what nobody uses'],
];

function run([command, ...parameters]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: output.trim() }));
  });
}

function report(name, problems, remedy) {
  say(problems === '' ? `${green('✓')} ${name}` : `${red('✗')} ${name}: ${remedy}\n\n${problems}\n`);
  return problems === '';
}

try {
  await ensureDependencies();
  let clean = true;
  for (const [name, command, remedy] of checks) {
    const { code, output } = await run(command);
    const problems = code === 0 ? '' : output || `${name} ended with code ${code}`;
    clean = report(name, problems, remedy) && clean;
  }
  const { compareEnvExample } = await import('./lib/env-example.mjs');
  const differences = await compareEnvExample();
  clean = report('.env.example', differences.join('\n'), 'make the two agree') && clean;

  say(clean ? `Clean, in ${elapsed().toFixed(0)} s.` : 'Not clean: see above.');
  process.exitCode = clean ? 0 : 1;
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
