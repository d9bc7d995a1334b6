// The one worker of the bench: the engine with its real activities, and the hand-written workflow.
// Takes the worker's environment; BENCH_BUNDLE is the workflow bundle, BENCH_WORKER the compiled worker.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { loadConfig } from '@jarvis/config';
import { createConnectors } from '@jarvis/connectors';
import { createDatabase } from '@jarvis/database';
import { createLogger } from '@jarvis/telemetry';

const part = (path) => import(pathToFileURL(join(process.env.BENCH_WORKER, path)).href);
const [{ createActivities }, { makeDependencies }, options, runtime] = await Promise.all([
  part('activities/create-activities.js'),
  part('activities/make-dependencies.js'),
  part('temporal/worker-options.js'),
  part('temporal/install-runtime.js'),
]);

const config = loadConfig(process.env);
const logger = createLogger({ name: 'bench', level: 'warn', environment: config.environment });
runtime.installRuntime(logger);
const { url, systemUrl, poolSize } = config.database;
const database = createDatabase({ url, systemUrl, poolSize });
const connection = await NativeConnection.connect(config.temporal.connection);
const registry = createConnectors();
const worker = await Worker.create(
  options.mainWorkerOptions({
    config,
    connection,
    activities: {
      ...createActivities(makeDependencies({ config, database, registry, logger })),
      // The same work as the engine's step: it gives back what it got.
      lightStep: async (input) => input,
    },
    bundle: { codePath: process.env.BENCH_BUNDLE },
  }),
);
process.once('SIGTERM', () => worker.shutdown());
process.stdout.write('ready\n');
await worker.run();
await connection.close();
await database.close();
