import { afterEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository, writeJson } from './files.mjs';
import { requireUsablePorts } from './preflight.mjs';
import { birthOf } from './processes.mjs';
import { unusedPorts } from './settings.mjs';

const folders = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));
function temporary() {
  const folder = mkdtempSync(join(tmpdir(), 'jarvis-preflight-'));
  folders.push(folder);
  return folder;
}

describe('npm start with ports that cannot work', () => {
  it.each([
    [{ API_PORT: '99999' }, 'API_PORT=99999 is no port for API: use a number from 1 to 65535.'],
    [{ API_PORT: 'abc' }, 'API_PORT=abc is no port for API'],
    [{ ADMIN_PORT: '5000', API_PORT: '5000' }, 'ADMIN_PORT and API_PORT are both 5000.'],
  ])('says so before anything is installed: %j', (variables, words) => {
    const clone = temporary();
    for (const name of ['scripts', 'temporal', 'package.json', 'package-lock.json'])
      cpSync(join(repository, name), join(clone, name), { recursive: true });
    const { PATH } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
      cwd: clone,
      env: { PATH, JARVIS_HOME: join(clone, 'home'), ...variables },
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining(words) });
  });
});

describe('a port that is taken', () => {
  async function takenPort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: server.address().port, close: () => server.close() };
  }
  const variablesOf = async (port) => {
    const ports = await unusedPorts();
    return {
      POSTGRES_PORT: `${ports.postgres}`,
      TEMPORAL_PORT: `${ports.temporal}`,
      TEMPORAL_UI_PORT: `${ports.temporalUi}`,
      SANDBOX_PORT: `${ports.sandbox}`,
      SANDBOX_SMTP_PORT: `${ports.sandboxMail}`,
      JARVIS_MAIL_IN_PORT: `${ports.mailIn}`,
      WORKER_HEALTH_PORT: `${ports.worker}`,
      ADMIN_PORT: `${ports.admin}`,
      API_PORT: `${port}`,
    };
  };

  it('is named with its variable at once, unless what holds it will be put away by the start', async () => {
    const { port, close } = await takenPort();
    try {
      const [home, environment] = [temporary(), await variablesOf(port)];
      const words = new RegExp(`Port ${port} \\(API\\) is taken.*API_PORT=<port> npm start`);
      await expect(requireUsablePorts({ home, environment })).rejects.toThrow(words);
      const leftover = { pid: process.pid, birth: birthOf(process.pid) };
      writeJson(join(home, 'run', 'processes.json'), { api: leftover });
      await expect(requireUsablePorts({ home, environment })).resolves.toBeUndefined();
    } finally {
      close();
    }
  });
});
