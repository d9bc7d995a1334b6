import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorError, type ActionContext, type ActionResult } from '@jarvis/connector-kit';
import { createConnectors } from '@jarvis/connectors';
import { z } from 'zod';
import type { RunningSandbox } from '../src/server/start-sandbox.js';
import { contextFor } from './support.js';

export const registry = createConnectors();
export const hubspot = registry.getConnector('hubspot')!;

export const Created = z.object({ id: z.string() });
export const idOf = ({ output }: ActionResult): string => Created.parse(output).id;

export const actionOf = (name: string) => registry.getAction(`hubspot.${name}`)!;

/** HubSpot as somebody of their own uses it, so that each test has a portal of its own. */
export function portals(sandbox: () => RunningSandbox) {
  const contextOf = (owner: string, changes: Partial<ActionContext> = {}) =>
    contextFor(hubspot, sandbox(), {
      connection: { id: 'c1', accountId: '1', credentials: { privateAppToken: `${owner}.1` } },
      ...changes,
    });
  const run = (name: string, input: unknown, owner: string, changes: Partial<ActionContext> = {}) =>
    actionOf(name).run(input, contextOf(owner, changes));
  const create = async (email: string, owner: string) => idOf(await run('create-contact', { email }, owner));
  return { contextOf, run, create };
}

/** A quick machine makes more records than HubSpot allows in a second; the next second they are taken. */
export async function withinLimit<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code !== 'rate-limited') throw error;
      await sleep(200);
    }
  }
}
