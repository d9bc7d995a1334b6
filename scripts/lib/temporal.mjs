import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectionOptions, isTemporalReady, searchAttributes } from '../../temporal/namespaces.mjs';
import { readJson, repository, writeJson } from './files.mjs';
import { answers } from './health.mjs';
import { freePorts, isFree } from './ports.mjs';
import { processEnvironment } from './process-environment.mjs';
import { ranks } from './ranks.mjs';

const configFolder = join(repository, 'temporal', 'config');

const internalPorts = [
  'TEMPORAL_FRONTEND_MEMBERSHIP_PORT',
  'TEMPORAL_HISTORY_PORT',
  'TEMPORAL_HISTORY_MEMBERSHIP_PORT',
  'TEMPORAL_MATCHING_PORT',
  'TEMPORAL_MATCHING_MEMBERSHIP_PORT',
  'TEMPORAL_WORKER_PORT',
  'TEMPORAL_WORKER_MEMBERSHIP_PORT',
];

/**
 * Ports the server's services use among themselves. Kept from start to start: the server remembers
 * its members in the database and would first look for them where they were.
 */
async function portsAmongThemselves(home) {
  const path = join(home, 'temporal', 'ports.json');
  const known = readJson(path);
  if (known && internalPorts.every((name) => known[name])) {
    const free = await Promise.all(internalPorts.map((name) => isFree(known[name])));
    if (free.every(Boolean)) return known;
  }
  const ports = await freePorts(internalPorts.length);
  const chosen = Object.fromEntries(internalPorts.map((name, index) => [name, ports[index]]));
  writeJson(path, chosen);
  return chosen;
}

/** How to run the server built from the pinned module. */
export async function temporalServer({ home, executable, ports, password }) {
  const internal = await portsAmongThemselves(home);
  return {
    name: 'temporal',
    rank: ranks.temporal,
    command: executable,
    parameters: ['--config-file', join(configFolder, 'server.yaml'), '--allow-no-auth', 'start'],
    cwd: home,
    env: {
      ...processEnvironment(process.env),
      ...Object.fromEntries(Object.entries(internal).map(([name, port]) => [name, String(port)])),
      TEMPORAL_FRONTEND_PORT: String(ports.temporal),
      TEMPORAL_DB_ADDRESS: `127.0.0.1:${ports.postgres}`,
      TEMPORAL_DB_PASSWORD: password,
      TEMPORAL_DYNAMIC_CONFIG: join(configFolder, 'dynamic-config.yaml'),
    },
    ready: () => isTemporalReady({ address: `127.0.0.1:${ports.temporal}` }),
  };
}

/** How to run Temporal's UI behind its door, wired to the API's codec endpoint. */
export function temporalUi({ home, executable, address, ports, urls, namespace, behind }) {
  const health = `http://127.0.0.1:${ports.temporalUi}/healthz`;
  return {
    name: 'temporal-ui',
    rank: ranks.app,
    command: executable,
    parameters: ['--root', configFolder, '--config', '.', '--env', 'ui', 'start'],
    cwd: home,
    env: {
      ...processEnvironment(process.env),
      TEMPORAL_ADDRESS: address,
      TEMPORAL_UI_PORT: String(behind.port),
      TEMPORAL_UI_CERT_FILE: behind.certFile,
      TEMPORAL_UI_KEY_FILE: behind.keyFile,
      TEMPORAL_UI_ORIGIN: urls.temporalUi,
      TEMPORAL_UI_COOKIE_INSECURE: 'true',
      TEMPORAL_DEFAULT_NAMESPACE: namespace,
      TEMPORAL_CODEC_ENDPOINT: `${urls.api}/codec`,
      TEMPORAL_CODEC_ERROR_LINK: urls.admin,
    },
    ready: () => answers(health),
    alive: () => answers(health),
  };
}

/** How to run the official CLI's development server, UI included, when there is no built server. */
export function temporalCli({ home, executable, ports, urls, namespace, rehearsalNamespace, behind }) {
  const values = {
    'frontend.WorkflowTimeSkippingEnabled': true,
    'history.timerProcessorMaxTimeShift': '"10ms"',
    'matching.enableFairness': true,
  };
  const folder = join(home, 'temporal');
  mkdirSync(folder, { recursive: true });
  return {
    name: 'temporal',
    rank: ranks.temporal,
    command: executable,
    parameters: [
      'server',
      'start-dev',
      '--ip=127.0.0.1',
      `--port=${ports.temporal}`,
      `--ui-port=${behind.port}`,
      `--ui-codec-endpoint=${urls.api}/codec`,
      `--db-filename=${join(folder, 'cli.db')}`,
      `--namespace=${namespace}`,
      `--namespace=${rehearsalNamespace}`,
      ...searchAttributes.map((name) => `--search-attribute=${name}=Keyword`),
      ...Object.entries(values).map(([name, value]) => `--dynamic-config-value=${name}=${value}`),
      '--log-level=warn',
    ],
    cwd: home,
    env: processEnvironment(process.env),
    ready: () => isTemporalReady(connectionOptions(`127.0.0.1:${ports.temporal}`, {})),
  };
}
