import type { Agent } from 'node:http';
import type { SafeHttpClient } from './safe-http.js';

/** The connection an action acts through. Credentials are opened by the caller and live no longer than the call. */
export interface ActionConnection {
  id: string;
  /** The vendor's id of the account. */
  accountId: string;
  /** The vendor's name of the account, such as a handle or an address. */
  accountName?: string;
  /** Opened credentials, good for the next minutes; parsed by the connector with its own schema. */
  credentials: unknown;
}

/** Structured log, message last (pino's shape). Never hand it credentials. */
export interface ActionLogger {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** How vendor SDKs reach their vendor: straight (only to the connector's hosts) or redirected to the sandbox. */
export interface VendorTransport {
  /** `fetch` for SDKs and our OAuth client. */
  vendorFetch: typeof fetch;
  /** `http.Agent` for SDKs built on `node:https`. */
  vendorAgent: Agent;
  /** Set when vendors are played by the sandbox; links then point at its pages. */
  sandboxUrl?: string;
}

/** What a connector needs to look at its connection. */
export interface ConnectorContext extends VendorTransport {
  connection?: ActionConnection;
  /** Egress-safe client for addresses a user or model can influence. */
  http: SafeHttpClient;
  signal: AbortSignal;
  logger: ActionLogger;
}

/** What one call of an action gets. */
export interface ActionContext extends ConnectorContext {
  /** `runId/stepPath/iteration`: the same for every attempt. */
  idempotencyKey: string;
  /** Counts from 1. */
  attempt: number;
  /** When the first attempt was sent, which may be this one; for `findExisting`. */
  sentAt?: Date;
}
