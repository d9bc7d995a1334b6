import type { Action } from './action.js';
import type { Connector } from './connector.js';
import type { Trigger } from './trigger.js';

/** Looks up connectors, actions and triggers by name. */
export interface ConnectorRegistry {
  getAction(id: string): Action | undefined;
  listActions(): readonly Action[];
  getTrigger(id: string): Trigger | undefined;
  listTriggers(): readonly Trigger[];
  getConnector(platform: string): Connector | undefined;
  listConnectors(): readonly Connector[];
}

/** Collects the connectors an application knows. Throws when two share a platform. */
export function createRegistry(connectors: readonly Connector[]): ConnectorRegistry {
  const byPlatform = new Map<string, Connector>();
  for (const connector of connectors) {
    if (byPlatform.has(connector.platform)) throw new Error(`The connector ${connector.platform} is registered twice.`);
    byPlatform.set(connector.platform, connector);
  }
  const actions = connectors.flatMap((connector) => connector.actions);
  const byId = new Map(actions.map((action) => [action.id, action]));
  const triggers = connectors.flatMap((connector) => connector.triggers ?? []);
  const triggersById = new Map(triggers.map((trigger) => [trigger.id, trigger]));
  return {
    getAction: (id) => byId.get(id),
    listActions: () => actions,
    getTrigger: (id) => triggersById.get(id),
    listTriggers: () => triggers,
    getConnector: (platform) => byPlatform.get(platform),
    listConnectors: () => connectors,
  };
}
