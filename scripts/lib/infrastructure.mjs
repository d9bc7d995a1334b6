import { ensureNamespaces, connectionOptions, isTemporalReady } from '../../temporal/namespaces.mjs';
import { obtainTemporal } from '../../temporal/obtain.mjs';
import { ensureSchemas } from '../../temporal/schema.mjs';
import { ensureTemporalDatabases, isPostgresAlive, isPostgresReady, preparePostgres } from './postgres.mjs';
import { ranks } from './ranks.mjs';
import { temporalCli, temporalServer, temporalUi } from './temporal.mjs';
import { Problem } from './words.mjs';

/** Starts PostgreSQL, with what Temporal needs in it. */
export async function startPostgres({ supervisor, home, port, secrets, durable }) {
  const target = { port, password: secrets.postgres };
  await supervisor.start({
    name: 'postgres',
    rank: ranks.database,
    patience: 20_000,
    ...preparePostgres({ home, ...target, durable }),
    ready: () => isPostgresReady(target),
    alive: () => isPostgresAlive(target),
  });
  await ensureTemporalDatabases({ ...target, temporalPassword: secrets.temporal });
}

/**
 * Starts Temporal (unless it runs elsewhere) with its schema, namespaces and UI.
 * @param options.source what `obtainTemporal` found
 * @returns {Promise<{address: string, ui: boolean}>}
 */
export async function startTemporal({ supervisor, home, ports, urls, secrets, settings, source, ui = true }) {
  const { namespace, rehearsalNamespace } = settings;
  const found = source ?? (await obtainTemporal(settings.environment));
  const address = found.kind === 'address' ? found.address : `127.0.0.1:${ports.temporal}`;

  if (found.kind === 'address') {
    const connection = connectionOptions(address, settings.environment);
    if (!(await isTemporalReady(connection))) {
      throw new Problem(
        `No Temporal answers at TEMPORAL_ADDRESS=${address}. Start it, correct the address (and TEMPORAL_TLS*, TEMPORAL_API_KEY), or unset it to run the one this project brings.`,
      );
    }
    await ensureNamespaces({ connection, namespace, rehearsalNamespace });
    return { address, ui: false };
  }

  if (found.kind === 'built') {
    await ensureSchemas({
      sqlTool: found.sqlTool,
      port: ports.postgres,
      password: secrets.temporal,
    });
    await supervisor.start(await temporalServer({ home, executable: found.server, ports, password: secrets.temporal }));
    await Promise.all([
      ensureNamespaces({ connection: { address }, namespace, rehearsalNamespace }),
      ui && supervisor.start(temporalUi({ home, executable: found.ui, address, ports, urls, namespace })),
    ]);
    return { address, ui };
  }

  await supervisor.start(
    temporalCli({ home, executable: found.executable, ports, urls, namespace, rehearsalNamespace }),
  );
  await ensureNamespaces({ connection: { address }, namespace, rehearsalNamespace });
  return { address, ui: true };
}
