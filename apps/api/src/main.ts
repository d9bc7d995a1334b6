import { ConfigurationError, loadConfig } from '@jarvis/config';
import { createLogger, logCrashes } from '@jarvis/telemetry';
import { createApp } from './create-app.js';
import { MailListener } from './mail-in/mail-listener.js';

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const logger = createLogger({ name: 'api', level: config.logLevel, environment: config.environment });
  logCrashes(logger);
  const app = await createApp({ config, logger });
  app.enableShutdownHooks([], { useProcessExit: true });
  // Loopback unless it is a deployment: a laptop's network has no business here.
  await app.listen({ port: config.api.port, host: config.mode === 'production' ? '0.0.0.0' : '127.0.0.1' });
  const mailPort = await app.get(MailListener).listen();
  logger.info({ url: await app.getUrl(), mailPort }, 'api is listening');
}

/** What went wrong and what to do, without a stack where a person can do something about it. */
function inWords(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (!(error instanceof Error)) return `The API could not start: ${String(error)}`;
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `The API could not start: ${error.message}. Another process has that port; end it, or set API_PORT or JARVIS_MAIL_IN_PORT to a free one.`;
  }
  return `The API could not start: ${error.stack ?? error.message}`;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${inWords(error)}\n`);
  // At once: relays and listeners have started already and would keep the process alive.
  process.exit(1);
}
