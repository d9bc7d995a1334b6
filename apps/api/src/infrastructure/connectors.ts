import { core } from '@jarvis/connector-core';
import { gmail } from '@jarvis/connector-gmail';
import { http } from '@jarvis/connector-http';
import { createRegistry, type ConnectorRegistry } from '@jarvis/connector-kit';
import { twitter } from '@jarvis/connector-twitter';

/** What is installed, for the API and for the threads that compile. */
export function createConnectors(): ConnectorRegistry {
  return createRegistry([core, http, twitter, gmail]);
}
