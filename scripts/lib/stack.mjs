import { join } from 'node:path';
import { obtainTemporal } from '../../temporal/obtain.mjs';
import { appProcess } from './apps.mjs';
import { ensureBuild } from './build.mjs';
import { makeFolder } from './files.mjs';
import { startPostgres, startTemporal } from './infrastructure.mjs';
import { claimHome, EndpointsFile } from './instance.mjs';
import { migrate } from './migration.mjs';
import { requireFreePorts } from './ports.mjs';
import { loadSecrets, saveSeed } from './secrets.mjs';
import { seedExample } from './seed.mjs';
import { allParts, appEnvironment, listeningPorts, portsFrom, urlsOf, wantedPorts } from './settings.mjs';
import { stopLeftovers, Supervisor } from './supervisor.mjs';
import { say, warn } from './words.mjs';

/**
 * Starts Jarvis (or some of its parts) and keeps it running.
 *
 * @param options.home the state folder · options.ports `{postgres, temporal, …}`, default from the
 *   environment · options.parts which parts, default all (`postgres` always) · options.environment default
 *   process.env · options.durable false gives up safety against crashes for speed (tests) ·
 *   options.signal stops what is being started when it aborts
 * @returns {Promise<{endpoints: object, environment: object, build: string, supervisor: Supervisor,
 *   stop: () => Promise<void>}>} `environment` is that of the apps
 */
export async function startStack({
  home,
  environment = process.env,
  ports = portsFrom(environment),
  parts = allParts,
  durable = true,
  signal,
}) {
  const urls = urlsOf(ports, environment);
  makeFolder(home);
  const variables = Object.keys(wantedPorts(ports, Object.keys(ports)));
  const release = claimHome(home, { admin: urls.admin, variables });
  const endpointsFile = new EndpointsFile(home);
  const supervisor = new Supervisor({ home, onChange: (processes) => endpointsFile.update(processes) });
  const closers = [];
  const stop = async () => {
    endpointsFile.withdraw();
    await supervisor.stop();
    await Promise.all(closers.map((close) => close()));
    release();
  };
  signal?.addEventListener('abort', () => void supervisor.stop());

  try {
    await stopLeftovers(home);
    await requireFreePorts(wantedPorts(ports, listeningPorts(parts, environment)));

    const secrets = loadSecrets(home);
    const wants = new Set(parts);
    const started = await startParts({ supervisor, closers, home, environment, ports, urls, secrets, wants, durable });
    const endpoints = endpointsOf({ ...started, home, urls });
    endpointsFile.publish(endpoints, supervisor.pids);
    return { endpoints, environment: started.env, build: started.build, supervisor, stop };
  } catch (error) {
    const begun = Object.keys(supervisor.pids).length > 0;
    if (begun && !signal?.aborted) warn('The start failed; stopping what was started.');
    await stop();
    throw error;
  }
}

async function startParts({ supervisor, closers, home, environment, ports, urls, secrets, wants, durable }) {
  const settings = {
    environment,
    namespace: environment.TEMPORAL_NAMESPACE?.trim() || 'jarvis',
    rehearsalNamespace: environment.TEMPORAL_REHEARSAL_NAMESPACE?.trim() || 'jarvis-rehearsal',
  };
  // The dear things of a first start, side by side.
  const [build, source] = await Promise.all([
    ensureBuild(),
    wants.has('temporal') ? obtainTemporal(environment) : undefined,
    startPostgres({ supervisor, home, port: ports.postgres, secrets, durable }).then(() => say('postgres is ready.')),
  ]);
  const address = environment.TEMPORAL_ADDRESS?.trim() || `127.0.0.1:${ports.temporal}`;
  const temporal = { address, ...settings };
  const sandbox = wants.has('sandbox');
  const env = appEnvironment({ environment, home, ports, urls, secrets, temporal, sandbox });
  const start = async (name) => {
    if (!wants.has(name)) return;
    await supervisor.start(appProcess({ name, build, ports, environment: env }));
    say(`${name} is ready.`);
  };
  const startEngine = async () => {
    if (!wants.has('temporal')) return;
    const ui = wants.has('temporal-ui');
    const { close } = await startTemporal({ supervisor, home, ports, urls, secrets, settings, source, ui });
    closers.push(close);
    say('temporal is ready.');
  };

  const migrated = migrate({ build, ports, secrets, environment: env });
  const [{ accountCreated }] = await Promise.all([
    migrated,
    start('sandbox'),
    start('admin'),
    migrated.then(() => start('api')),
    Promise.all([migrated, startEngine()]).then(() => start('worker')),
  ]);

  const account = { email: env.JARVIS_DEV_EMAIL, password: env.JARVIS_DEV_PASSWORD };
  let { seed } = secrets;
  if (wants.has('api') && sandbox && (accountCreated || !seed)) {
    seed = await seedExample({ build, url: urlsOf(ports).api, account });
    saveSeed(home, seed);
    say('The example rule is published.');
  }
  return { build, env, address, account, seed };
}

/** What tools outside rely on; see the README. */
function endpointsOf({ home, urls, address, account, seed, env }) {
  return {
    api: urls.api,
    admin: urls.admin,
    temporal: address,
    temporalUi: urls.temporalUi,
    sandbox: urls.sandbox,
    mailIn: `smtp://127.0.0.1:${env.JARVIS_MAIL_IN_PORT}`,
    account,
    ...(seed ? { webhook: { url: `${urls.api}/hooks/${seed.hookId}`, secret: seed.secret } } : {}),
    sandboxRequests: join(home, 'sandbox', 'requests.jsonl'),
  };
}
