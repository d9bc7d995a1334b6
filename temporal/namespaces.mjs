// Namespaces and search attributes: made when missing, left alone when there.
import { readFileSync } from 'node:fs';
import { Connection } from '@temporalio/client';
import { Problem } from '../scripts/lib/words.mjs';

const keyword = 2; // temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
const code = { notFound: 5, alreadyExists: 6, permissionDenied: 7, unimplemented: 12 };

/** Same names as SEARCH_ATTRIBUTES of @jarvis/plan (libs/testing checks it). All are Keyword. */
export const searchAttributes = ['JarvisName', 'JarvisRule', 'JarvisObservatory', 'JarvisKind', 'JarvisOutcome'];

const day = 24 * 60 * 60;

/** Runs are read from Postgres; Temporal keeps histories this long for a look in its UI. */
const retentionDays = { runs: 30, rehearsals: 1 };

/** TLS and API key as the SDK's environment configuration names them. */
export function connectionOptions(address, environment = process.env) {
  const read = (name) => (environment[name] ? readFileSync(environment[name]) : undefined);
  const crt = read('TEMPORAL_TLS_CLIENT_CERT_PATH');
  const key = read('TEMPORAL_TLS_CLIENT_KEY_PATH');
  const serverRootCACertificate = read('TEMPORAL_TLS_SERVER_CA_CERT_PATH');
  const apiKey = environment.TEMPORAL_API_KEY || undefined;
  const wanted = environment.TEMPORAL_TLS === 'true' || apiKey || crt || serverRootCACertificate;
  const tls = wanted &&
    environment.TEMPORAL_TLS !== 'false' && {
      ...(crt && key ? { clientCertPair: { crt, key } } : {}),
      ...(serverRootCACertificate ? { serverRootCACertificate } : {}),
      ...(environment.TEMPORAL_TLS_SERVER_NAME ? { serverNameOverride: environment.TEMPORAL_TLS_SERVER_NAME } : {}),
    };
  return { address, ...(apiKey ? { apiKey } : {}), ...(tls ? { tls } : {}) };
}

async function registered(connection, namespace) {
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } catch (error) {
    if (error.code === code.notFound) return false;
    throw error;
  }
}

async function ensureNamespace(connection, { namespace, days, description }) {
  if (await registered(connection, namespace)) return;
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      description,
      workflowExecutionRetentionPeriod: { seconds: days * day },
    });
  } catch (error) {
    if (error.code === code.alreadyExists) return;
    throw new Problem(
      `Temporal has no namespace "${namespace}" and does not let this client make it. Create it there (retention ${days} days), or name another with TEMPORAL_NAMESPACE / TEMPORAL_REHEARSAL_NAMESPACE.`,
      { cause: error },
    );
  }
}

async function ensureSearchAttributes(connection, namespace) {
  const known = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributes.filter((name) => !known.customAttributes?.[name]);
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
  } catch (error) {
    if (error.code === code.alreadyExists) return;
    throw new Problem(
      `Temporal's namespace "${namespace}" lacks the search attributes ${missing.join(', ')} (Keyword) and does not let this client add them. Add them there.`,
      { cause: error },
    );
  }
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A namespace is usable only when every service has seen it; the server's caches refresh by the second. */
async function usable(connection, namespace) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      await connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
      await ensureSearchAttributes(connection, namespace);
      return;
    } catch (error) {
      if (error instanceof Problem || Date.now() > deadline) throw error;
      await wait(100);
    }
  }
}

/**
 * Waits for the server and sets up both namespaces.
 * @param options.connection what `Connection.connect` takes
 */
export async function ensureNamespaces({ connection: options, namespace, rehearsalNamespace }) {
  const connection = await Connection.connect({ ...options, connectTimeout: '5s' });
  try {
    const wanted = [
      { namespace, days: retentionDays.runs, description: 'Runs of Jarvis' },
      {
        namespace: rehearsalNamespace,
        days: retentionDays.rehearsals,
        description: 'Rehearsals of Jarvis, in virtual time and without effects',
      },
    ];
    await Promise.all(
      wanted.map(async (entry) => {
        await ensureNamespace(connection, entry);
        await usable(connection, entry.namespace);
      }),
    );
  } finally {
    await connection.close();
  }
}

/** Whether a Temporal frontend answers there. */
export async function isTemporalReady(options) {
  try {
    const connection = await Connection.connect({ ...options, connectTimeout: '2s' });
    try {
      // With a deadline: a server that hangs accepts the connection and never answers.
      await connection.withDeadline(Date.now() + 2_000, () =>
        connection.healthService.check({ service: 'temporal.api.workflowservice.v1.WorkflowService' }),
      );
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}
