import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ConfigurationError, loadConfig } from '@jarvis/config';
import { createDatabase } from '@jarvis/database';
import { createLogger, logCrashes } from '@jarvis/telemetry';
import { installRuntime } from './temporal/install-runtime.js';
import { WorkerModule } from './worker.module.js';

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const { logLevel: level, environment } = config;
  const logger = createLogger({ name: 'worker', level, environment });
  logCrashes(logger);
  installRuntime(logger);
  const { url, systemUrl, poolSize } = config.database;
  const database = createDatabase({
    url,
    systemUrl,
    poolSize,
    applicationName: 'jarvis-worker',
    onBackgroundError: (error) => logger.warn({ err: error }, 'the database connection had trouble'),
  });
  const application = await NestFactory.createApplicationContext(WorkerModule.of({ config, logger, database }), {
    logger: false,
    abortOnError: false,
  });
  const stop = async (signal: string): Promise<void> => {
    logger.info({ signal }, 'stopping: what has begun is finished first');
    await application.close();
    await database.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(signal));
}

try {
  await main();
} catch (error) {
  const words = error instanceof ConfigurationError ? error.message : error;
  process.stderr.write(`The worker could not start: ${words instanceof Error ? words.message : String(words)}\n`);
  process.exitCode = 1;
}
