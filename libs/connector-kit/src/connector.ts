import type { Action } from './action.js';
import type { AuthSpec } from './auth.js';
import type { ConnectorContext } from './context.js';

export type ConnectorCategory = 'core' | 'social' | 'email' | 'crm' | 'developer' | 'calendar' | 'messaging';

/**
 * What a look at a connection found. `untried`: nobody can tell before the first call with it. `account` names it in the
 * admin and fixes its identity when connecting.
 */
export interface HealthReport {
  status: 'healthy' | 'degraded' | 'unhealthy' | 'untried';
  message: string;
  /** What to do about it. */
  hint?: string;
  /** Name of the credential that is at fault, where it is one of them; a form shows the message there. */
  field?: string;
  /** What may keep it from working, although nobody can be sure now. */
  warning?: string;
  account?: { id: string; name: string; url?: string };
}

/** One platform: how it is reached and what it can do. */
export interface Connector {
  platform: string;
  title: string;
  description: string;
  category: ConnectorCategory;
  auth: AuthSpec;
  /** Host names its credentials may be sent to. */
  hosts: readonly string[];
  actions: readonly Action[];
  /** Cheap read that proves the credentials work. Never throws for a vendor's refusal; it reports it. */
  checkHealth(context: ConnectorContext): Promise<HealthReport>;
}

/** Checks that a connector's actions carry its platform and have unique ids, and freezes it. */
export function defineConnector(connector: Connector): Connector {
  const ids = new Set<string>();
  for (const action of connector.actions) {
    if (action.platform !== connector.platform)
      throw new Error(`Action ${action.id} does not belong to the connector ${connector.platform}.`);
    if (ids.has(action.id)) throw new Error(`Action ${action.id} is defined twice.`);
    ids.add(action.id);
  }
  return Object.freeze(connector);
}
