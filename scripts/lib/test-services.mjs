import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, startTemporal } from './infrastructure.mjs';
import { freePorts } from './ports.mjs';
import { postgresUrl } from './postgres-url.mjs';
import { loadSecrets } from './secrets.mjs';
import { Supervisor } from './supervisor.mjs';

/** Names of the environment variables by which tests find their services (libs/testing reads them). */
const testVariables = {
  postgres: 'JARVIS_TEST_POSTGRES_URL',
  temporal: 'JARVIS_TEST_TEMPORAL_ADDRESS',
  namespace: 'JARVIS_TEST_TEMPORAL_NAMESPACE',
  rehearsalNamespace: 'JARVIS_TEST_TEMPORAL_REHEARSAL_NAMESPACE',
};

const namespace = 'jarvis';
const rehearsalNamespace = 'jarvis-rehearsal';

/**
 * PostgreSQL and, if wanted, Temporal for tests: own ports, a state folder that is deleted
 * afterwards, and no promise to survive a crash.
 * @returns {Promise<{variables: Record<string, string>, stop: () => Promise<void>}>}
 */
export async function startTestServices({ temporal = true } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'jarvis-test-'));
  mkdirSync(home, { recursive: true });
  const supervisor = new Supervisor({ home });
  const stop = async () => {
    await supervisor.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const [postgres, frontend, temporalUi] = await freePorts(3);
    const secrets = loadSecrets(home);
    const ports = { postgres, temporal: frontend, temporalUi };
    await startPostgres({ supervisor, home, port: postgres, secrets, durable: false });
    const variables = {
      [testVariables.postgres]: postgresUrl({
        port: postgres,
        role: 'postgres',
        password: secrets.postgres,
        database: 'postgres',
      }),
    };
    if (temporal) {
      const settings = { namespace, rehearsalNamespace, environment: {} };
      const urls = {};
      const options = { supervisor, home, ports, urls, secrets, settings, ui: false };
      variables[testVariables.temporal] = (await startTemporal(options)).address;
      variables[testVariables.namespace] = namespace;
      variables[testVariables.rehearsalNamespace] = rehearsalNamespace;
    }
    return { variables, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
