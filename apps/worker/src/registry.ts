import { createRegistry, type ConnectorRegistry } from '@jarvis/connector-kit';
import { core } from '@jarvis/connector-core';
import { gmail } from '@jarvis/connector-gmail';
import { http } from '@jarvis/connector-http';
import { twitter } from '@jarvis/connector-twitter';

/** Every connector this worker can perform actions of. */
export function connectorRegistry(): ConnectorRegistry {
  return createRegistry([core, http, twitter, gmail]);
}
