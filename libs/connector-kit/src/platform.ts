import { z } from 'zod';
import { defineAction, type Action, type ActionSpec } from './action.js';
import { defineConnector, type Connector, type HealthReport } from './connector.js';
import type { ConnectorContext } from './context.js';
import { ConnectorError, type ConnectorErrorOptions } from './errors.js';
import { fromNetworkError } from './network-errors.js';
import { parseReply } from './parse-reply.js';
import { requireCredentials } from './require-credentials.js';
import { defineTrigger, type Trigger, type TriggerSpec } from './trigger.js';

/** How a platform is called and what proves an account of it. */
interface PlatformSpec<Credentials> {
  title: string;
  /** The title where there is little room and in messages, such as “X”. */
  shortTitle?: string;
  /** What its client needs of a connection's credentials. Left out where there are no accounts, or none that must be. */
  credentials?: z.ZodType<Credentials>;
}

/** An account as its platform names it. `words`: the name in full, where a person reads it once. */
type ReadAccount = NonNullable<HealthReport['account']> & { words?: string };

/** What the files of a platform's folder are written with; see {@link platform}. */
export interface Platform<Credentials> {
  readonly id: string;
  error(options: Omit<ConnectorErrorOptions, 'platform'>): ConnectorError;
  /** {@link fromNetworkError} */
  networkError(error: unknown): ConnectorError;
  /** {@link parseReply} @param what which reply it is, in a sentence after “answered” */
  parseReply<T>(schema: z.ZodType<T>, reply: unknown, what: string): T;
  /** The connection's credentials. @throws ConnectorError `auth` when there are none or they do not fit */
  credentials(context: ConnectorContext): Credentials;
  /** {@link defineAction} @param spec.id without the platform: `create-post` */
  defineAction<Input, Output>(spec: Omit<ActionSpec<Input, Output>, 'id'> & { id: string }): Action;
  /** {@link defineTrigger} @param spec.id without the platform: `new-email` */
  defineTrigger<Settings, Event, Cursor>(
    spec: Omit<TriggerSpec<Settings, Event, Cursor>, 'id'> & { id: string },
  ): Trigger;
  /** {@link defineConnector} */
  defineConnector(spec: Omit<Connector, 'platform' | 'title' | 'shortTitle'>): Connector;
  /** A health check that reads whose the credentials are. */
  healthOf(readAccount: (context: ConnectorContext) => Promise<ReadAccount>): Connector['checkHealth'];
}

/** Says once what every file of a platform would repeat: its id and how it is called in messages. */
export function platform<Credentials = never>(id: string, spec: PlatformSpec<Credentials>): Platform<Credentials> {
  const { title, shortTitle, credentials = z.never() } = spec;
  const place = { platform: id, where: shortTitle ?? title };
  return {
    id,
    error: (options) => new ConnectorError({ ...options, platform: id }),
    networkError: (error) => fromNetworkError(error, place),
    parseReply: (schema, reply, what) => parseReply(schema, reply, { ...place, what }),
    credentials: (context) => requireCredentials(context, credentials, place),
    defineAction: (action) => defineAction({ ...action, id: `${id}.${action.id}` }),
    defineTrigger: (trigger) => defineTrigger({ ...trigger, id: `${id}.${trigger.id}` }),
    defineConnector: (connector) =>
      defineConnector({ ...connector, platform: id, title, ...(shortTitle === undefined ? {} : { shortTitle }) }),
    healthOf: (readAccount) => async (context) => {
      const { words, ...account } = await readAccount(context);
      return { status: 'healthy', message: `Connected as ${words ?? account.name}.`, account };
    },
  };
}
