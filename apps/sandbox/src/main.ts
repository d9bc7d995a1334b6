import { join } from 'node:path';
import { loadSandboxConfig } from '@jarvis/config';
import { startSandbox } from './server/start-sandbox.js';

const { port, smtpPort, home, apiUrl } = loadSandboxConfig(process.env);
const sandbox = await startSandbox({ port, smtpPort, directory: join(home, 'sandbox'), apiUrl }).catch(
  (error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    process.stderr.write(
      isTaken
        ? `Port ${port} or ${smtpPort} is taken. Free it or set SANDBOX_PORT or SANDBOX_SMTP_PORT to another one.\n`
        : `The sandbox did not start. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  },
);
process.stdout.write(`Sandbox ready at ${sandbox.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox.close().finally(() => process.exit(0));
  });
}
