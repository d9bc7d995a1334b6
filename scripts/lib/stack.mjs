import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { obtainTemporal } from '../../temporal/obtain.mjs';
import { appProcess } from './apps.mjs';
import { ensureBuild } from './build.mjs';
import { writeJson } from './files.mjs';
import { startPostgres, startTemporal } from './infrastructure.mjs';
import { lockHolder, releaseLock, takeLock } from './lock.mjs';
import { migrate } from './migration.mjs';
import { requireFreePorts } from './ports.mjs';
import { loadSecrets, saveSeed } from './secrets.mjs';
import { seedExample } from './seed.mjs';
import { appEnvironment, portsFrom, urlsOf, wantedPorts } from './settings.mjs';
import { stopLeftovers, Supervisor } from './supervisor.mjs';
import { Problem, say, warn } from './words.mjs';

/** All parts, in the order in which they are listed to a person. */
export const allParts = ['postgres', 'temporal', 'temporal-ui', 'sandbox', 'api', 'worker', 'admin'];
const portOf = { 'temporal-ui': 'temporalUi' };

function claim(home, ports, urls) {
  const path = join(home, 'run', 'lock');
  const stale = lockHolder(path) === undefined;
  if (takeLock(path, { admin: urls.admin, since: new Date().toISOString() })) return path;
  const holder = lockHolder(path);
  if (!holder && stale) throw new Problem(`${path} could not be taken. Delete it and start again.`);
  throw new Problem(
    `Jarvis is already running from ${home}: process ${holder?.pid}, since ${holder?.since}, admin at ${holder?.admin}.
  Stop it (Ctrl-C where it runs, or: kill ${holder?.pid}), or start a second one beside it with its own
  state and ports: JARVIS_HOME=<folder> and ${Object.keys(wantedPorts(ports, Object.keys(ports))).join(', ')}.`,
  );
}

/**
 * Starts Jarvis (or some of its parts) and keeps it running.
 *
 * @param options.home the state folder · options.ports `{postgres, temporal, …}`, default from the
 *   environment · options.parts which parts, default all · options.environment default process.env ·
 *   options.durable false gives up safety against crashes for speed (tests)
 * @returns {Promise<{endpoints: object, environment: object, build: string, supervisor: Supervisor, stop: () => Promise<void>}>}
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
  const local = urlsOf(ports);
  mkdirSync(home, { recursive: true });
  const lock = claim(home, ports, urls);
  const endpointsFile = join(home, 'run', 'endpoints.json');
  let endpoints;
  const supervisor = new Supervisor({
    home,
    onChange: (processes) => {
      if (endpoints) writeJson(endpointsFile, { ...endpoints, processes });
    },
  });
  const stop = async () => {
    endpoints = undefined;
    rmSync(endpointsFile, { force: true });
    await supervisor.stop();
    releaseLock(lock);
  };
  signal?.addEventListener('abort', () => void supervisor.stop());

  try {
    await stopLeftovers(home);
    const wants = new Set(parts);
    const external = Boolean(environment.TEMPORAL_ADDRESS?.trim());
    const started = parts.filter((part) => !(external && part.startsWith('temporal')));
    await requireFreePorts(
      wantedPorts(
        ports,
        started.map((part) => portOf[part] ?? part),
      ),
    );

    const secrets = loadSecrets(home);
    const settings = {
      environment,
      namespace: environment.TEMPORAL_NAMESPACE?.trim() || 'jarvis',
      rehearsalNamespace: environment.TEMPORAL_REHEARSAL_NAMESPACE?.trim() || 'jarvis-rehearsal',
    };
    const start = async (name, build, env) => {
      if (!wants.has(name)) return;
      await supervisor.start(appProcess({ name, build, ports, environment: env }));
      say(`${name} is ready.`);
    };

    // The dear things of a first start, side by side.
    const [build, temporalSource] = await Promise.all([
      ensureBuild(),
      wants.has('temporal') ? obtainTemporal(environment) : undefined,
      startPostgres({ supervisor, home, port: ports.postgres, secrets, durable }).then(() => say('postgres is ready.')),
    ]);
    const address = external ? environment.TEMPORAL_ADDRESS.trim() : `127.0.0.1:${ports.temporal}`;
    const env = appEnvironment({
      environment,
      home,
      ports,
      urls,
      secrets,
      temporal: { address, ...settings },
      sandbox: wants.has('sandbox'),
    });
    const options = { supervisor, home, ports, urls, secrets, settings, source: temporalSource };
    const temporalRuns = wants.has('temporal')
      ? startTemporal({ ...options, ui: wants.has('temporal-ui') }).then(() => say('temporal is ready.'))
      : Promise.resolve();
    const migrated = migrate({ build, ports, secrets, environment: env });
    const [{ accountCreated }] = await Promise.all([
      migrated,
      start('sandbox', build, env),
      start('admin', build, env),
      migrated.then(() => start('api', build, env)),
      Promise.all([migrated, temporalRuns]).then(() => start('worker', build, env)),
    ]);

    const account = { email: env.JARVIS_DEV_EMAIL, password: env.JARVIS_DEV_PASSWORD };
    let { seed } = secrets;
    if (wants.has('api') && wants.has('sandbox') && (accountCreated || !seed)) {
      seed = await seedExample({ build, url: local.api, account });
      saveSeed(home, seed);
      say('The example rule is published.');
    }

    endpoints = {
      api: urls.api,
      admin: urls.admin,
      temporal: address,
      temporalUi: urls.temporalUi,
      sandbox: urls.sandbox,
      account,
      ...(seed ? { webhook: { url: `${urls.api}/hooks/${seed.hookId}`, secret: seed.secret } } : {}),
      sandboxRequests: join(home, 'sandbox', 'requests.jsonl'),
    };
    writeJson(endpointsFile, { ...endpoints, processes: supervisor.pids });
    return { endpoints, environment: env, build, supervisor, stop };
  } catch (error) {
    const begun = Object.keys(supervisor.pids).length > 0;
    if (begun && !signal?.aborted) warn('The start failed; stopping what was started.');
    await stop();
    throw error;
  }
}
