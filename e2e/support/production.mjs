import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { parse } from 'yaml';
import { obtainTemporal } from '../../temporal/obtain.mjs';
import { appProcess } from '../../scripts/lib/apps.mjs';
import { ensureBuild } from '../../scripts/lib/build.mjs';
import { repository } from '../../scripts/lib/files.mjs';
import { startPostgres, startTemporal } from '../../scripts/lib/infrastructure.mjs';
import { freePorts } from '../../scripts/lib/ports.mjs';
import { loadSecrets } from '../../scripts/lib/secrets.mjs';
import { unusedPorts } from '../../scripts/lib/settings.mjs';
import { Supervisor } from '../../scripts/lib/supervisor.mjs';

const run = promisify(execFile);
const script = (name) => join(repository, 'scripts', name);

/**
 * A deployment as docker-compose.yml describes it, as processes: its environment is read from that file, so a
 * variable that is missing there is missing here.
 */
export async function startProduction() {
  const home = mkdtempSync(join(tmpdir(), 'jarvis-production-'));
  const supervisor = new Supervisor({ home });
  let proxy;
  const stop = async () => {
    proxy?.close();
    await supervisor.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const ports = await unusedPorts();
    const [secondWorker, tls] = await freePorts(2);
    const secrets = loadSecrets(home);
    const admin = `https://localhost:${tls}`;
    const api = `http://127.0.0.1:${ports.api}`;
    const settings = { namespace: 'jarvis', rehearsalNamespace: 'jarvis-rehearsal', environment: process.env };
    const [build, source] = await Promise.all([
      ensureBuild(),
      obtainTemporal(process.env),
      startPostgres({ supervisor, home, port: ports.postgres, secrets, durable: false }),
    ]);
    await startTemporal({ supervisor, home, ports, urls: { api, admin }, secrets, settings, source, ui: false });

    const account = { email: 'first@example.org', password: randomBytes(12).toString('base64url') };
    const environmentOf = composeEnvironments(
      {
        POSTGRES_PASSWORD: secrets.postgres,
        JARVIS_OWNER_PASSWORD: secrets.jarvis_owner,
        JARVIS_APP_PASSWORD: secrets.jarvis_app,
        JARVIS_SYSTEM_PASSWORD: secrets.jarvis_system,
        JARVIS_ENCRYPTION_KEYS: secrets.encryptionKeys,
        JWT_SECRET: secrets.jwtSecret,
        TEMPORAL_UI_URL: 'https://temporal.example.org',
        API_PUBLIC_URL: api,
        ADMIN_URL: admin,
      },
      {
        'postgres:5432': `127.0.0.1:${ports.postgres}`,
        'temporal:7233': `127.0.0.1:${ports.temporal}`,
        'http://api:4000': api,
      },
    );
    const job = environmentOf('migrate');
    await run(process.execPath, [script('migrate.mjs'), '--temporal', build], { env: job });
    await run(process.execPath, [script('create-account.mjs'), account.email, 'First', 'Ours'], {
      env: { ...job, ACCOUNT_PASSWORD: account.password },
    });

    const start = (name, listen, more = {}) =>
      supervisor.start({
        ...appProcess({
          name,
          build,
          ports: { ...ports, ...more.ports },
          environment: { ...environmentOf(name), ...listen },
        }),
        ...more.as,
      });
    await Promise.all([
      start('api', { API_PORT: String(ports.api) }),
      start('worker', { WORKER_HEALTH_PORT: String(ports.worker) }),
      start(
        'worker',
        { WORKER_HEALTH_PORT: String(secondWorker) },
        { ports: { worker: secondWorker }, as: { name: 'worker-2' } },
      ),
      start('admin', { ADMIN_PORT: String(ports.admin) }),
    ]);
    proxy = await endTls({ listen: tls, forwardTo: ports.admin });
    return { admin, api, account, pids: () => supervisor.pids, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The environment of each service of docker-compose.yml; `addresses` replaces those of its network. */
function composeEnvironments(variables, addresses) {
  const { services } = parse(readFileSync(join(repository, 'docker-compose.yml'), 'utf8'), { merge: true });
  const fill = (text) =>
    text.replace(/\$\{(?<name>\w+)(?::(?<how>[-?])(?<rest>[^}]*))?\}/g, (...match) => {
      const { name, how, rest } = match.at(-1);
      if (variables[name]) return variables[name];
      if (how === '?') throw new Error(`docker-compose.yml asks for ${name}: ${rest}`);
      return rest ?? '';
    });
  return (service) => ({
    PATH: process.env.PATH,
    ...Object.fromEntries(
      Object.entries(services[service].environment).map(([name, value]) => {
        let text = fill(String(value));
        for (const [inside, outside] of Object.entries(addresses)) text = text.replace(inside, outside);
        return [name, text];
      }),
    ),
  });
}

/** The proxy in front: ends TLS and passes everything on, WebSockets too. */
async function endTls({ listen, forwardTo }) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const server = createServer({ key, cert }, (client) => {
    const upstream = connect(forwardTo, '127.0.0.1');
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  await new Promise((resolve) => server.listen(listen, '127.0.0.1', resolve));
  return server;
}
