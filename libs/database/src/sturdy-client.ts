import pg from 'pg';

/**
 * A connection whose end is never fatal. pg tells of a lost connection twice: every statement under way is rejected,
 * and the client emits `error`. A pool listens to that only while the client is idle, so without a listener of its
 * own a client that is in use ends the whole process.
 */
export class SturdyClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // Whoever uses it learns it from its statement; nothing else is to be done here.
    this.on('error', () => undefined);
  }
}
