import { lookBack, type Database } from '@jarvis/database';
import pLimit, { type LimitFunction } from 'p-limit';

/** Each holds a connection while it reads all events of a name; the steps of others need connections too. */
const AT_ONCE = 3;
const AT_ONCE_OF_ONE = 2;

type LookBack = (wait: { observatoryId: string; waitId: string }) => Promise<void>;

/** {@link lookBack}, a few at a time, and of one observatory fewer. */
export function createLookBack(database: Pick<Database, 'statements'>): LookBack {
  const all = pLimit(AT_ONCE);
  const limits = new Map<string, LimitFunction>();
  return (wait) => {
    const own = limits.get(wait.observatoryId) ?? pLimit(AT_ONCE_OF_ONE);
    limits.set(wait.observatoryId, own);
    return own(() => all(() => lookBack(database, wait)));
  };
}
