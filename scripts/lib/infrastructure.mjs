import { ensureNamespaces, connectionOptions, isTemporalReady } from '../../temporal/namespaces.mjs';
import { obtainTemporal } from '../../temporal/obtain.mjs';
import { ensureSchemas } from '../../temporal/schema.mjs';
import { ensureTemporalDatabases, isPostgresAlive, isPostgresReady, preparePostgres } from './postgres.mjs';
import { ranks } from './ranks.mjs';
import { openTemporalUiDoor } from './temporal-ui-door.mjs';
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
 * @returns {Promise<{address: string, close: () => Promise<void>}>} `close` shuts the door of its UI
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
    return { address, close: async () => undefined };
  }

  if (found.kind === 'built') {
    await ensureSchemas({
      sqlTool: found.sqlTool,
      port: ports.postgres,
      password: secrets.temporal,
    });
    await supervisor.start(await temporalServer({ home, executable: found.server, ports, password: secrets.temporal }));
    const door = ui ? await openTemporalUiDoor({ home, port: ports.temporalUi, url: urls.temporalUi }) : undefined;
    const { executable, behind } = { executable: found.ui, behind: door?.behind };
    await Promise.all([
      ensureNamespaces({ connection: { address }, namespace, rehearsalNamespace }),
      door && supervisor.start(temporalUi({ home, executable, address, ports, urls, namespace, behind })),
    ]);
    return { address, close: async () => door?.close() };
  }

  // Its UI speaks no TLS; the door is in front of it all the same.
  const door = await openTemporalUiDoor({ home, port: ports.temporalUi, url: urls.temporalUi, tls: false });
  const { executable } = found;
  await supervisor.start(
    temporalCli({ home, executable, ports, urls, namespace, rehearsalNamespace, behind: door.behind }),
  );
  await ensureNamespaces({ connection: { address }, namespace, rehearsalNamespace });
  return { address, close: door.close };
}
