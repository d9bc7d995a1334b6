import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, writeJson } from './files.mjs';
import { until } from './health.mjs';
import { birthOf, isAlive } from './processes.mjs';
import { stopLeftovers, Supervisor } from './supervisor.mjs';

const pulse = { every: 100, misses: 3, missesSuspended: 2 };

let home;
let supervisor;
let isFull;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'jarvis-spec-'));
  isFull = false;
  supervisor = new Supervisor({ home, pulse, isFull: () => isFull });
});
afterEach(async () => {
  await supervisor.stop();
  rmSync(home, { recursive: true, force: true });
});

/** A process that appends its name to `stopped` when it is asked to end, and tells when it runs. */
function part(name, { rank = 0, script, ...more } = {}) {
  const running = join(home, `${name}.running`);
  const own = `const fs = require('node:fs');
    process.on('SIGTERM', () => { fs.appendFileSync('${join(home, 'stopped')}', '${name} '); process.exit(0); });
    fs.writeFileSync('${running}', String(process.pid));
    setInterval(() => {}, 1000);`;
  return {
    name,
    rank,
    command: process.execPath,
    parameters: ['-e', script ?? own],
    cwd: home,
    ready: () => existsSync(running),
    ...more,
  };
}

/** Resolves to the new process id when the part runs as another process than `before`. */
async function startedAgain(name, before) {
  const again = await until(() => supervisor.pids[name] !== undefined && supervisor.pids[name] !== before, {
    within: 15_000,
  });
  expect(again).toBe(true);
  return supervisor.pids[name];
}

describe('Supervisor', () => {
  it('stops lower ranks first and leaves nothing running', async () => {
    await supervisor.start(part('database', { rank: 3 }));
    await supervisor.start(part('app', { rank: 0 }));
    const pids = Object.values(supervisor.pids);
    await supervisor.stop();
    expect(readFileSync(join(home, 'stopped'), 'utf8')).toBe('app database ');
    expect(pids.map((pid) => birthOf(pid))).toEqual([undefined, undefined]);
    expect(supervisor.pids).toEqual({});
  });

  it('starts again what crashes, and says so in processes.json', async () => {
    await supervisor.start(part('app'));
    const { app } = supervisor.pids;
    process.kill(app, 'SIGKILL');
    await startedAgain('app', app);
    expect(readJson(join(home, 'run', 'processes.json')).app.pid).toBe(supervisor.pids.app);
  });

  it('starts again what was suspended, which hears no polite request', async () => {
    await supervisor.start(part('app', { alive: () => birthOf(supervisor.pids.app) !== undefined && !suspended }));
    const { app } = supervisor.pids;
    let suspended = false;
    process.kill(app, 'SIGSTOP');
    suspended = true;
    await startedAgain('app', app);
    suspended = false;
    expect(birthOf(app)).toBeUndefined();
  });

  it('starts again what runs and does not answer, and leaves what answers alone', async () => {
    const silent = new Set();
    const alive = () => !silent.has(supervisor.pids.app);
    await supervisor.start(part('app', { alive }));
    await supervisor.start(part('other', { alive: () => true }));
    const { app, other } = supervisor.pids;
    silent.add(app);
    await startedAgain('app', app);
    expect(supervisor.pids.other).toBe(other);
  });

  it('waits for room on a full disk, and goes on when there is some', async () => {
    await supervisor.start(part('app'));
    const { app } = supervisor.pids;
    isFull = true;
    process.kill(app, 'SIGKILL');
    await until(() => supervisor.pids.app === undefined, { within: 5000 });
    // Longer than the first delay.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(supervisor.pids.app).toBeUndefined();
    isFull = false;
    await startedAgain('app', app);
  });

  it('survives that nothing can be written down, and makes it true later', async () => {
    await supervisor.start(part('app'));
    const { app } = supervisor.pids;
    const folder = join(home, 'run');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    process.kill(app, 'SIGKILL');
    const next = await startedAgain('app', app);
    rmSync(folder);
    mkdirSync(folder);
    const record = () => readJson(join(folder, 'processes.json'))?.app.pid;
    expect(await until(() => record() === next, { within: 10_000 })).toBe(true);
  });

  it('waits for a start that gets on, and not for one that does nothing', async () => {
    const running = join(home, 'slow.running');
    const slow = `const end = Date.now() + 2000; while (Date.now() < end);
      require('node:fs').writeFileSync('${running}', ''); setInterval(() => {}, 1000);`;
    await supervisor.start(part('slow', { script: slow, within: 400 }));
    const idle = part('idle', { script: 'setInterval(() => {}, 100_000)', within: 1000 });
    await expect(supervisor.start(idle)).rejects.toThrow(/idle is not ready after \d+ s/);
  });

  it('says what a process that does not come up wrote last', async () => {
    const broken = part('app', { script: `console.error('no such key'); process.exit(3)` });
    await expect(supervisor.start(broken)).rejects.toThrow(/app stopped \(code 3\)[\s\S]*no such key/);
  });
});

describe('stopLeftovers', () => {
  it('ends what an earlier start left, and only that', async () => {
    await supervisor.start(part('left'));
    const { left } = supervisor.pids;
    const identity = { pid: left, birth: birthOf(left), rank: 0 };
    // The same id with another birth: the number was given to somebody else meanwhile.
    writeJson(join(home, 'run', 'processes.json'), { other: { ...identity, birth: '1' } });
    await stopLeftovers(home);
    expect(isAlive(identity)).toBe(true);
    writeJson(join(home, 'run', 'processes.json'), { left: identity });
    await stopLeftovers(home);
    expect(isAlive(identity)).toBe(false);
  });

  const leave = async (spec, more = {}) => {
    await supervisor.start(spec);
    const pid = supervisor.pids[spec.name];
    const identity = { pid, birth: birthOf(pid), rank: 0, ...more };
    writeJson(join(home, 'run', 'processes.json'), { [spec.name]: identity });
    return identity;
  };

  it('lets one that was suspended end in its own way', async () => {
    const identity = await leave(part('left'));
    process.kill(identity.pid, 'SIGSTOP');
    await stopLeftovers(home);
    expect(isAlive(identity)).toBe(false);
    expect(readFileSync(join(home, 'stopped'), 'utf8')).toBe('left ');
  });

  it('comes back only when one that had to be killed is gone', async () => {
    const running = join(home, 'deaf.running');
    const deaf = `process.on('SIGTERM', () => undefined);
      require('node:fs').writeFileSync('${running}', ''); const much = Buffer.alloc(300_000_000, 1);
      setInterval(() => much.length, 1000);`;
    const identity = await leave(part('deaf', { script: deaf, ready: () => existsSync(running) }), { patience: 100 });
    await stopLeftovers(home);
    expect(isAlive(identity)).toBe(false);
  });
});
