import { createRegistry, type ConnectorRegistry } from '@jarvis/connector-kit';
import { core } from './core/index.js';
import { gmail } from './gmail/index.js';
import { http } from './http/index.js';
import { hubspot } from './hubspot/index.js';
import { twitter } from './twitter/index.js';

/** Every platform there is, in the order in which they are shown. A new one is its folder and a line here. */
const CONNECTORS = [core, http, twitter, gmail, hubspot];

/** What is installed: for the API, the threads that compile, and the worker. */
export function createConnectors(): ConnectorRegistry {
  return createRegistry(CONNECTORS);
}
