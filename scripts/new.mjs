// npm run new -- step|action|trigger|platform|resource NAME: a folder that compiles, lints and passes its own spec.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from './lib/files.mjs';
import { ensureDependencies } from './lib/install.mjs';
import { Problem, printError, say } from './lib/words.mjs';

const things = {
  step: { make: () => import('./new/step.mjs'), name: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, example: 'notify' },
  action: {
    make: () => import('./new/action.mjs'),
    name: /^[a-z][a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)+$/,
    example: 'twitter.list-mentions',
  },
  trigger: { make: () => import('./new/trigger.mjs'), name: /^[a-z][a-z0-9]*$/, example: 'form' },
  platform: { make: () => import('./new/platform.mjs'), name: /^[a-z][a-z0-9]*$/, example: 'acme' },
  resource: { make: () => import('./new/resource.mjs'), name: /^[a-z]+(-[a-z]+)*(?<!s)s$/, example: 'saved-views' },
};

const usage = `npm run new -- WHAT NAME, for example:\n${Object.entries(things)
  .map(([what, { example }]) => `  npm run new -- ${what} ${example}`)
  .join('\n')}`;

/** Adds a line to each list that names the kind; says so when a list is not where it was. */
function changed({ path, edits }) {
  let text = readFileSync(join(repository, path), 'utf8');
  for (const edit of edits) {
    const next = edit(text);
    if (next === text) throw new Problem(`${path} is not as it was; scripts/new has to follow it.`);
    text = next;
  }
  return text;
}

/** Runs what writes generated files again. */
function generate({ command: [command, ...parameters] }) {
  const { status, stdout, stderr } = spawnSync(command, parameters, { cwd: repository, encoding: 'utf8' });
  if (status !== 0) throw new Problem(`${command} ${parameters.join(' ')} failed:\n${stdout}${stderr}`);
}

try {
  await ensureDependencies();
  const [what, name] = process.argv.slice(2);
  const thing = things[what];
  if (!thing || !thing.name.test(name ?? '')) throw new Problem(usage);
  const { plan } = await thing.make();
  const { files, changes, generated = [], next } = plan(name);
  const existing = Object.keys(files).find((path) => existsSync(join(repository, path)));
  if (existing) throw new Problem(`${existing} is there already, so nothing was written.`);

  const texts = { ...files, ...Object.fromEntries(changes.map((change) => [change.path, changed(change)])) };
  const { format, resolveConfig } = await import('prettier');
  for (const [path, text] of Object.entries(texts)) {
    const target = join(repository, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, await format(text, { ...(await resolveConfig(target)), filepath: target }));
  }
  say(
    `Written:\n${Object.keys(files)
      .map((path) => `  ${path}`)
      .join('\n')}`,
  );
  say(`Changed, a line or two each (${changes.length} files):\n${changes.map(({ path }) => `  ${path}`).join('\n')}`);
  if (generated.length > 0) {
    generated.forEach(generate);
    say(`Generated again:\n${generated.map(({ path }) => `  ${path}`).join('\n')}`);
  }
  say(`Next:\n${next.map((line) => `  - ${line}`).join('\n')}`);
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
