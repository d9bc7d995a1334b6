import { fileURLToPath } from 'node:url';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { MailEvent } from '@jarvis/triggers';
import { Piscina } from 'piscina';
import { isLimit } from '../definition/compile-pool.js';

const MEMORY_MB = 128;
/** Mails that wait for the thread; more are asked to come again. */
const MAX_WAITING = 20;
const IDLE_MS = 60_000;

/** Tests run the sources; a thread needs them compiled. */
const thread = import.meta.url.endsWith('.ts') ? '../../dist/mail-in/read-mail-thread.js' : './read-mail-thread.js';

/** The mail could not be read within the limits: it is broken, or made to be a burden. */
export class UnreadableMail extends Error {}

/** Reads mails of strangers off the thread that answers requests, one after the other, with limits of time and memory. */
@Injectable()
export class MailReader implements OnApplicationShutdown {
  private pool: Piscina<Uint8Array, MailEvent | null> | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  protected get patienceMs(): number {
    return 10_000;
  }

  /** @throws UnreadableMail; anything else is no fault of the mail */
  async read(raw: Uint8Array): Promise<MailEvent> {
    if (this.waiting > MAX_WAITING) throw new Error('Other mails are being read.');
    this.waiting += 1;
    // The patience with a mail begins when it is read: what one before it took is not its fault.
    const turn = this.last.then(() => this.readNow(raw));
    this.last = turn.catch(() => undefined);
    try {
      const mail = await turn;
      if (mail === null) throw new UnreadableMail('The mail could not be read.');
      return mail;
    } finally {
      this.waiting -= 1;
    }
  }

  private async readNow(raw: Uint8Array): Promise<MailEvent | null> {
    this.pool ??= new Piscina<Uint8Array, MailEvent | null>({
      filename: fileURLToPath(new URL(thread, import.meta.url)),
      name: 'read',
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      // A thread needs nothing of what the process was started with.
      env: {},
      execArgv: [],
      argv: [],
    });
    try {
      return await this.pool.run(raw, { signal: AbortSignal.timeout(this.patienceMs) });
    } catch (error) {
      if (isLimit(error)) return null;
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }
}
