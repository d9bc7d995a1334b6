import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const repository = join(import.meta.dirname, '..', '..', '..');
const bin = join(repository, 'node_modules', '.bin');
let copy: string;

/** The sources as they are, with the packages of the original and workspaces of its own. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'jarvis-new-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  for (const path of listed.split('\0').filter((one) => one !== '' && existsSync(join(repository, one)))) {
    cpSync(join(repository, path), join(copy, path), { recursive: true });
  }
  const link = (from: string, to: string) => {
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to);
  };
  for (const name of readdirSync(join(repository, 'node_modules')).filter((one) => one !== '@jarvis')) {
    link(join(repository, 'node_modules', name), join(copy, 'node_modules', name));
  }
  for (const name of readdirSync(join(repository, 'node_modules', '@jarvis'))) {
    link(readlinkSync(join(repository, 'node_modules', '@jarvis', name)), join(copy, 'node_modules', '@jarvis', name));
  }
  for (const group of ['libs', 'apps']) {
    for (const name of readdirSync(join(repository, group))) {
      const own = join(repository, group, name, 'node_modules');
      // What SvelteKit writes there about the admin's types is about one folder: the copy gets its own.
      const packages = existsSync(own) ? readdirSync(own).filter((one) => one !== '$app') : [];
      for (const one of packages) link(join(own, one), join(copy, group, name, 'node_modules', one));
    }
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(command: string, ...parameters: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 1e8,
    env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, NODE_OPTIONS: '--experimental-vm-modules' },
  });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}

/** What `npm run new` says and how it ends. */
function make(...parameters: string[]) {
  return spawnSync('node', ['scripts/new.mjs', ...parameters], { cwd: copy, encoding: 'utf8' });
}

/** Every source of the copy by its path, folders too, so that an empty one is noticed. */
function sources(): Record<string, string> {
  const found: Record<string, string> = {};
  const read = (folder: string) => {
    for (const entry of readdirSync(join(copy, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile()) found[path] = readFileSync(join(copy, path), 'utf8');
      else if (entry.isDirectory() && entry.name !== 'node_modules') read((found[path] = path));
    }
  };
  ['libs', 'apps'].forEach(read);
  return found;
}

it('npm run new writes everything or nothing', () => {
  const before = sources();
  // A page of the admin is written after the table and the API, and its folder cannot be made here.
  const [one = '', other = ''] = ['routes/(app)', 'lib/features'].map((folder) =>
    join('apps/admin/src', folder, 'blocked-things'),
  );
  for (const path of [one, other]) {
    writeFileSync(join(copy, path), '');
    const { status, stderr } = make('resource', 'blocked-things');
    rmSync(join(copy, path));
    expect([status, stderr]).toEqual([1, expect.stringContaining('could not be written, so nothing was')]);
    expect(sources()).toEqual(before);
  }
  // Refused before anything is written: by its name, by what a list declares already, by what is there.
  for (const [why, ...parameters] of [
    ['a word of the language', 'step', 'default'],
    ['has a z already', 'step', 'z'],
    ['has a PlanNode already', 'step', 'plan'],
    ['is there already', 'step', 'wait'],
    ['nothing called thing', 'thing', 'x'],
    ['There is no platform nowhere', 'action', 'nowhere.get-it'],
  ] as const) {
    const { status, stderr } = make(...parameters);
    expect([status, stderr]).toEqual([1, expect.stringContaining(why)]);
    // A stack would name a line of a file.
    expect(stderr).not.toMatch(/:\d+:\d+/);
  }
  expect(sources()).toEqual(before);
}, 60_000);

/** How many files that are there already a new one of its kind changes; docs/architecture.md names the numbers. */
const TOUCHED = { step: 6, trigger: 4, scheme: 2, platform: 2, action: 1 };

it('npm run new writes folders that compile, pass the lint and their own specs', () => {
  const made = [
    ['step', 'notify', 'libs/steps/src/kinds/notify'],
    ['step', 'tell-team', 'libs/steps/src/kinds/tell-team'],
    ['trigger', 'form', 'libs/triggers/src/kinds/form'],
    ['trigger', 'inbox', 'libs/triggers/src/kinds/inbox'],
    ['scheme', 'web-shop', 'libs/webhook-schemes/src/schemes/web-shop'],
    ['platform', 'acme', 'libs/connectors/src/acme'],
    ['action', 'acme.list-things', 'libs/connectors/src/acme'],
  ] as const;
  for (const [what, name] of made) {
    const changed = run('node', 'scripts/new.mjs', what, name).split('Changed')[1]?.split('Next')[0] ?? '';
    expect([what, changed.match(/^ {2}\S+$/gm)?.length]).toEqual([what, TOUCHED[what]]);
  }
  const folders = [...new Set(made.map(([, , folder]) => folder))];
  run('tsc', '-b');
  run('eslint', '--max-warnings=0', ...folders);
  const told = run('jest', '--selectProjects=unit', '--testPathPatterns', ...folders, 'schemes.spec', '--json');
  expect(JSON.parse(told)).toMatchObject({ numFailedTests: 0, numPassedTestSuites: 8, success: true });
  for (const [what, name] of made) expect(make(what, name).status).toBe(1);
}, 600_000);

it('npm run new writes a resource with its page that compiles, passes the lint and its own tests, and touches nine files beside its folders', () => {
  const { status, stdout, stderr } = make('resource', 'reading-lists');
  expect([status, stderr]).toEqual([0, '']);
  const [handMade = '', generated] = stdout.split('Generating again');
  const touched = handMade.match(/^ {2}\S+$/gm)?.map((path) => path.trim()) ?? [];
  const own = ['apps/api/src', 'apps/admin/src/lib/features', 'apps/admin/src/routes/(app)'];
  const beside = touched.filter((path) => !own.some((folder) => path.startsWith(`${folder}/reading-lists/`)));
  expect([touched.length, beside.length]).toEqual([24, 9]);
  expect(generated).toContain('apps/api/openapi.json');
  run('tsc', '-b');
  run('svelte-check', '--workspace', 'apps/admin', '--tsconfig', './tsconfig.json', '--fail-on-warnings');
  run('eslint', '--max-warnings=0', ...touched);
  run('knip', '--no-progress');
  const told = run('jest', '--testPathPatterns', '(reading-lists|/api/test/tenancy)', '--json');
  expect(JSON.parse(told)).toMatchObject({ numFailedTests: 0, numPassedTestSuites: 3, success: true });
  expect(make('resource', 'reading-lists').status).toBe(1);
}, 600_000);
