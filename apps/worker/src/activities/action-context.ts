import { NotOpened, type OpenConnection } from '@jarvis/connections';
import { ConnectorError, type Action, type ActionContext, type ConnectorContext } from '@jarvis/connector-kit';
import type { ApprovedAccount } from './assert-approved.js';
import type { ActivityDependencies } from './dependencies.js';

/** One attempt's circumstances. */
export interface Attempt {
  attempt: number;
  signal: AbortSignal;
  sentAt?: Date;
}

interface Call {
  observatoryId: string;
  action: Action;
  connectionId: string | undefined;
  /** Present when a person approved it: the account it was approved for. */
  approvedFor: ApprovedAccount | undefined;
  /** The effect's key. */
  key: string;
  /** It is called again and again for the same reason. */
  recurring?: boolean;
}

/** The calls of one step: its connection is opened once, at the first attempt that needs it. */
export function callsOf(
  { connections }: Pick<ActivityDependencies, 'connections'>,
  { observatoryId, action: { platform }, connectionId, approvedFor, key, recurring = false }: Call,
) {
  let opened: Promise<OpenConnection> | undefined;
  const open = (id: string): Promise<OpenConnection> => {
    const opening = connections.open({
      observatoryId,
      connectionId: id,
      platform,
      approvedFor,
      purpose: key,
      recurring,
    });
    // The next call opens it anew.
    opening.catch(() => (opened = undefined));
    return opening;
  };
  return {
    async run<T>({ attempt, signal, sentAt }: Attempt, call: (context: ActionContext) => Promise<T>): Promise<T> {
      const withKey = (context: ConnectorContext) =>
        call({ ...context, idempotencyKey: key, attempt, ...(sentAt ? { sentAt } : {}) });
      if (connectionId === undefined) return withKey(connections.context({ platform, live: false }, signal));
      opened ??= open(connectionId);
      return (await opened).run(signal, withKey);
    },
    /** A call with the connection was accepted. */
    noteAccepted: async (): Promise<void> => (await opened)?.noteAccepted(),
    /** A call failed; the vendor may have refused the credentials. What could not be opened was refused by nobody. */
    noteFailed: async (error: unknown): Promise<void> => (await opened?.catch(() => undefined))?.noteFailed(error),
  };
}

/** Whether it is certain that a call which ended with this error has sent nothing: anything unexpected may come after it. */
export function hasSentNothing(error: unknown): boolean {
  return error instanceof NotOpened || (error instanceof ConnectorError && !error.maybeSent);
}
