// npm run new -- step|action|trigger|scheme|platform|resource NAME: a folder that compiles, lints and passes its own spec.
import { spawn } from 'node:child_process';
import { repository } from './lib/files.mjs';
import { ensureDependencies } from './lib/install.mjs';
import { Problem, printError, say } from './lib/words.mjs';
import { refusalOf, things } from './new/names.mjs';

const files = (count) => (count === 1 ? '1 file' : `${count} files`);
const list = (lines, mark = '') => lines.map((line) => `  ${mark}${line}`).join('\n');

/** Runs what writes generated files again. It takes a minute or two, so it says which one it is at. */
function generate({ path, command: [command, ...parameters] }) {
  say(`  ${path}`);
  const { promise, resolve, reject } = Promise.withResolvers();
  const child = spawn(command, parameters, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  }
  const started = Date.now();
  const timer = setInterval(() => say(`    at it for ${Math.round((Date.now() - started) / 1000)} s`), 20_000);
  child.once('error', reject);
  child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(output.trim()))));
  return promise
    .catch((cause) => {
      const again = [command, ...parameters].join(' ');
      throw new Problem(`Everything is written, but ${path} could not be generated. Repeat it: ${again}`, { cause });
    })
    .finally(() => clearInterval(timer));
}

try {
  await ensureDependencies();
  const [what, name, ...rest] = process.argv.slice(2);
  const refusal = refusalOf([what, name, ...rest]);
  if (refusal !== undefined) throw new Problem(refusal);
  const { plan } = await things[what].make();
  const { files: written, changes, generated = [], next } = plan(name);
  const { textsOf, writeAll } = await import('./new/write.mjs');
  writeAll(await textsOf({ files: written, changes }));
  say(`Written:\n${list(Object.keys(written))}`);
  say(`Changed, a line or two each (${files(changes.length)}):\n${list(changes.map(({ path }) => path))}`);
  if (generated.length > 0) say(`Generating again, which takes a minute or two (${files(generated.length)}):`);
  for (const one of generated) await generate(one);
  say(`Next:\n${list(next, '- ')}`);
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
