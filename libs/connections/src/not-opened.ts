import { ConnectorError } from '@jarvis/connector-kit';

/**
 * A connection could not be opened, or its tokens not renewed, for a reason that is ours: the database, a key that is
 * gone. Nothing was sent with it. No ConnectorError, as it says nothing about the vendor.
 */
export class NotOpened extends Error {
  override readonly name = 'NotOpened';

  constructor(cause: unknown) {
    super(`The connection could not be opened, so nothing was sent: ${wordsOf(cause)}`, { cause });
  }
}

/** @throws ConnectorError as `work` does; NotOpened for everything else */
export async function orNotOpened<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ConnectorError ? error : new NotOpened(error);
  }
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
