import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { createFaultQueue, openJournal, openStore } from '@jarvis/stand-in-kit';
import { startSmtpServer } from '../mailbox/smtp-server.js';
import { STAND_INS } from '../stand-ins.js';
import { createApp } from './create-app.js';

export interface RunningSandbox {
  url: string;
  /** Where it takes mails. */
  smtpUrl: string;
  /** Where every vendor request is written. */
  requestsFile: string;
  close(): Promise<void>;
}

/**
 * Starts the sandbox on loopback with its files in `directory`; port 0 takes a free one.
 * @param apiUrl where the stand-ins that send webhooks find Jarvis; left out, they send none unless they are told where to
 */
export async function startSandbox({
  port,
  smtpPort = 0,
  directory,
  apiUrl,
}: {
  port: number;
  smtpPort?: number;
  directory: string;
  apiUrl?: string | undefined;
}): Promise<RunningSandbox> {
  const requestsFile = join(directory, 'requests.jsonl');
  const store = openStore(join(directory, 'state.json'));
  const stopping = new AbortController();
  const app = createApp(
    {
      store,
      journal: openJournal(requestsFile),
      faults: createFaultQueue(),
      hookUrl: (platform) => apiUrl && `${apiUrl.replace(/\/+$/, '')}/hooks/platforms/${platform}`,
      stopping: stopping.signal,
    },
    STAND_INS,
  );
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const smtp = await startSmtpServer({ port: smtpPort, store });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    smtpUrl: smtp.url,
    requestsFile,
    close: async () => {
      stopping.abort();
      await smtp.close();
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        // Requests left unanswered on purpose would keep it open.
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}
