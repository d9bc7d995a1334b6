import type { Action } from './action.js';
import type { Connector } from './connector.js';

/** Looks up connectors and actions by name. */
export interface ConnectorRegistry {
  getAction(id: string): Action | undefined;
  listActions(): readonly Action[];
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
  return {
    getAction: (id) => byId.get(id),
    listActions: () => actions,
    getConnector: (platform) => byPlatform.get(platform),
    listConnectors: () => connectors,
  };
}
