import { ConfigurationError, loadConfig } from '@jarvis/config';
import { createLogger } from '@jarvis/telemetry';
import { createApp } from './create-app.js';

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const logger = createLogger({ name: 'api', level: config.logLevel, environment: config.environment });
  const app = await createApp({ config, logger });
  app.enableShutdownHooks();
  // Loopback unless it is a deployment: a laptop's network has no business here.
  await app.listen({ port: config.api.port, host: config.mode === 'production' ? '0.0.0.0' : '127.0.0.1' });
  logger.info({ url: await app.getUrl() }, 'api is listening');
}

try {
  await main();
} catch (error) {
  if (error instanceof ConfigurationError) process.stderr.write(`${error.message}\n`);
  else
    process.stderr.write(
      `The API could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  process.exitCode = 1;
}
