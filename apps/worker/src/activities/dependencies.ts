import type { CodePool } from '@jarvis/code';
import type { Connections } from '@jarvis/connections';
import type { ActionLogger, ConnectorRegistry } from '@jarvis/connector-kit';
import type { Database } from '@jarvis/database';
import type { TenantSlots } from './tenant-slots.js';
import type { VendorGate } from './vendor-gate.js';

/** How the model provider is reached. */
interface ModelAccess {
  apiKey: string;
  /** For steps that name none. */
  model: string;
  /** Pinned to the provider's host, or led to the sandbox. */
  fetch: typeof fetch;
}

/** What the real activities work with. */
export interface ActivityDependencies {
  database: Database;
  registry: ConnectorRegistry;
  connections: Connections;
  logger: ActionLogger;
  slots: TenantSlots;
  gate: VendorGate;
  models: ModelAccess;
  /** Runs the code of steps. */
  code: CodePool;
  /** Whether a bare `decideApproval` signal that no row backs may decide. */
  allowSignalDecisions: boolean;
  /** How long a vendor gets before it is asked whether a lost request took effect. */
  lookupPauseMs: number;
}
