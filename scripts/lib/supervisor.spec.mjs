import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, writeJson } from './files.mjs';
import { until } from './health.mjs';
import { birthOf, isAlive } from './processes.mjs';
import { stopLeftovers, Supervisor } from './supervisor.mjs';

let home;
let supervisor;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'jarvis-spec-'));
  supervisor = new Supervisor({ home });
});
afterEach(async () => {
  await supervisor.stop();
  rmSync(home, { recursive: true, force: true });
});

/** A process that appends its name to `stopped` when it is asked to end, and tells when it runs. */
function part(name, { rank = 0, script } = {}) {
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
  };
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
    const again = await until(() => supervisor.pids.app !== undefined && supervisor.pids.app !== app, {
      within: 10_000,
    });
    expect(again).toBe(true);
    expect(readJson(join(home, 'run', 'processes.json')).app.pid).toBe(supervisor.pids.app);
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
});
