import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './create-app.js';
import { createFaultQueue } from './faults.js';
import { openJournal } from './journal.js';
import { openStore } from './state.js';

export interface RunningSandbox {
  url: string;
  /** Where every vendor request is written. */
  requestsFile: string;
  close(): Promise<void>;
}

/** Starts the sandbox on loopback with its files in `directory`; port 0 takes a free one. */
export async function startSandbox({ port, directory }: { port: number; directory: string }): Promise<RunningSandbox> {
  const requestsFile = join(directory, 'requests.jsonl');
  const app = createApp({
    store: openStore(join(directory, 'state.json')),
    journal: openJournal(requestsFile),
    faults: createFaultQueue(),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    requestsFile,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        // Requests left unanswered on purpose would keep it open.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
