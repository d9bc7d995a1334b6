import { ConnectorError, type ActionConnection, type ConnectorContext } from '@jarvis/connector-kit';

/** What is known of a connection when it is opened. */
export interface Opened {
  connection: ActionConnection;
  /** A real account, although this installation plays the others. */
  live: boolean;
  /** Whether it is known to work. */
  proven: boolean;
}

interface Ways {
  context: (signal: AbortSignal, opened: Opened) => ConnectorContext;
  /** New credentials in place of refused ones; null when there are none to be had. */
  renew: (refused: unknown) => Promise<unknown>;
  prove: () => Promise<void>;
  break: (message: string) => Promise<void>;
}

/** A connection for the calls of one step or one look: its credentials are open, and live no longer than this. */
export class OpenConnection {
  private renewed = false;

  constructor(
    private readonly opened: Opened,
    private readonly ways: Ways,
  ) {}

  /**
   * Makes a call with it. A vendor may have ended a token before its time: when it refuses the credentials and nothing
   * was sent, they are renewed and the call is made once more.
   */
  async run<T>(signal: AbortSignal, call: (context: ConnectorContext) => Promise<T>): Promise<T> {
    try {
      return await call(this.ways.context(signal, this.opened));
    } catch (error) {
      if (this.renewed || !refusesCredentials(error)) throw error;
      this.renewed = true;
      const credentials = await this.ways.renew(this.opened.connection.credentials);
      if (credentials === null) throw error;
      this.opened.connection = { ...this.opened.connection, credentials };
      return call(this.ways.context(signal, this.opened));
    }
  }

  /** A call with it was accepted. */
  async noteAccepted(): Promise<void> {
    if (this.opened.proven) return;
    this.opened.proven = true;
    await this.ways.prove();
  }

  /** A call failed; the vendor may have refused the credentials. */
  async noteFailed(error: unknown): Promise<void> {
    if (error instanceof ConnectorError && error.code === 'auth') await this.ways.break(error.userMessage);
  }
}

/** With a status: the vendor said so, and not we before asking it. */
function refusesCredentials(error: unknown): boolean {
  return error instanceof ConnectorError && error.code === 'auth' && error.status !== undefined && !error.maybeSent;
}
