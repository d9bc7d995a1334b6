import type pg from 'pg';
import { SturdyClient } from './sturdy-client.js';

export interface ListenHandlers {
  /** A notification's payload. */
  message(payload: string): void;
  /** Listening again after a gap: notifications sent meanwhile are lost. */
  resumed?(): void;
  /** The connection broke or could not be made; it is tried again. */
  failed?(error: Error): void;
}

const RETRY_MS = [100, 250, 500, 1000, 2000];

/** Half-open connections are noticed by asking. */
const PROBE_MS = 15_000;

/**
 * Holds one connection that listens on a channel, and makes it again when it breaks.
 * Resolves once listening for the first time or after the first failure, whichever comes first.
 * @returns a function that stops it
 */
export async function listenOn(url: string, channel: string, handlers: ListenHandlers): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let hasListened = false;

  const connect = async (): Promise<void> => {
    const mine = new SturdyClient({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 3000,
      query_timeout: 5000,
      application_name: `jarvis-listen-${channel}`,
    });
    let lost = false;
    const lose = (error: Error): void => {
      if (lost) return;
      lost = true;
      clearTimeout(timer);
      void mine.end().catch(() => undefined);
      if (stopped) return;
      handlers.failed?.(error);
      const delay = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
      failures += 1;
      timer = setTimeout(() => void connect(), delay);
    };
    const probe = (): void => {
      timer = setTimeout(() => {
        mine.query('select 1').then(probe, lose);
      }, PROBE_MS);
    };
    mine.on('error', lose);
    mine.on('end', () => lose(new Error('The connection ended.')));
    mine.on('notification', (message) => handlers.message(message.payload ?? ''));
    try {
      await mine.connect();
      await mine.query(`listen ${mine.escapeIdentifier(channel)}`);
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    client = mine;
    failures = 0;
    if (stopped) {
      await mine.end();
      return;
    }
    if (hasListened) handlers.resumed?.();
    hasListened = true;
    probe();
  };

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end().catch(() => undefined);
  };
}
