import type { OpenConnection } from '@jarvis/connections';
import type { Action, ActionContext, ConnectorContext } from '@jarvis/connector-kit';
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
}

/** The calls of one step: its connection is opened once, at the first attempt that needs it. */
export function callsOf(
  { connections }: Pick<ActivityDependencies, 'connections'>,
  { observatoryId, action: { platform }, connectionId, approvedFor, key }: Call,
) {
  let opened: Promise<OpenConnection> | undefined;
  return {
    async run<T>({ attempt, signal, sentAt }: Attempt, call: (context: ActionContext) => Promise<T>): Promise<T> {
      const withKey = (context: ConnectorContext) =>
        call({ ...context, idempotencyKey: key, attempt, ...(sentAt ? { sentAt } : {}) });
      if (connectionId === undefined) return withKey(connections.context({ platform, live: false }, signal));
      opened ??= connections.open({ observatoryId, connectionId, platform, approvedFor, purpose: key });
      return (await opened).run(signal, withKey);
    },
    /** A call with the connection was accepted. */
    noteAccepted: async (): Promise<void> => (await opened)?.noteAccepted(),
    /** A call failed; the vendor may have refused the credentials. What could not be opened was refused by nobody. */
    noteFailed: async (error: unknown): Promise<void> => (await opened?.catch(() => undefined))?.noteFailed(error),
  };
}
