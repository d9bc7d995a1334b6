import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Agent as UndiciAgent } from 'undici';
import { isHostAllowed } from './addresses.js';
import type { VendorTransport } from './context.js';
import { ConnectorError } from './errors.js';

/** Where a connector's SDK may go. */
export interface VendorTransportOptions {
  /** The connector's `hosts`: its credentials go nowhere else, whatever an SDK or its configuration says. */
  hosts: readonly string[];
  /** Set: the sandbox answers in the vendors' place. */
  sandboxUrl?: string;
}

type Options = Parameters<HttpAgent['createConnection']>[0];

/**
 * Makes the `fetch` and `http.Agent` that vendor SDKs get. In sandbox mode the connection goes to the sandbox while
 * the request keeps the vendor's host, by which the sandbox tells the vendors apart.
 */
export function createVendorTransport({ hosts, sandboxUrl }: VendorTransportOptions): VendorTransport {
  return {
    vendorAgent: sandboxUrl ? new SandboxAgent(new URL(sandboxUrl), hosts) : new PinnedHostsAgent(hosts),
    vendorFetch: sandboxUrl ? createSandboxFetch(new URL(sandboxUrl), hosts) : createPinnedFetch(hosts),
    ...(sandboxUrl ? { sandboxUrl } : {}),
  };
}

// No keep-alive in either agent: a pooled socket the vendor has just closed makes a write look as if it might have been sent.
const agentOptions: AgentOptions = { keepAlive: false };

class PinnedHostsAgent extends HttpsAgent {
  constructor(private readonly hosts: readonly string[]) {
    super(agentOptions);
  }

  override createConnection(
    options: Options,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    assertHost(String(options.host), this.hosts);
    return super.createConnection(options, callback);
  }
}

class SandboxAgent extends HttpAgent {
  // Node compares this with the request's protocol; the SDKs all ask for https.
  protocol = 'https:';
  // Keeps ":443" out of the Host header.
  defaultPort = 443;

  constructor(
    private readonly sandbox: URL,
    private readonly hosts: readonly string[],
  ) {
    super(agentOptions);
  }

  override createConnection(options: Options): Duplex {
    assertHost(String(options.host), this.hosts);
    return connect({ host: this.sandbox.hostname, port: Number(this.sandbox.port) });
  }
}

function createPinnedFetch(hosts: readonly string[]): typeof fetch {
  return async (input, init) => {
    assertHost(new URL(addressOf(input)).hostname, hosts);
    // A redirect could carry the credential elsewhere, and no vendor call here needs one.
    return fetch(input, { ...init, redirect: 'error' });
  };
}

/** Node's own `fetch` lets nobody set the Host header, so the way is changed below it and the request stays as it is. */
function createSandboxFetch(sandbox: URL, hosts: readonly string[]): typeof fetch {
  let agent: Promise<UndiciAgent> | undefined;
  return async (input, init) => {
    assertHost(new URL(addressOf(input)).hostname, hosts);
    const { request } = await import('undici');
    const asked = new Request(input, init);
    const reply = await request(asked.url, {
      dispatcher: await (agent ??= createSandboxDispatcher(sandbox)),
      method: asked.method,
      headers: Object.fromEntries(asked.headers),
      body: asked.body === null ? undefined : Buffer.from(await asked.arrayBuffer()),
      signal: asked.signal,
    });
    const body = Buffer.from(await reply.body.arrayBuffer());
    const headers = Object.entries(reply.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((item): [string, string] => [name, item]),
    );
    return new Response(body.length > 0 ? body : null, { status: reply.statusCode, headers });
  };
}

async function createSandboxDispatcher(sandbox: URL): Promise<UndiciAgent> {
  const { Agent } = await import('undici');
  return new Agent({
    // As in the agents above: no socket is used twice.
    pipelining: 0,
    connect(_options, callback) {
      const socket = connect({ host: sandbox.hostname, port: Number(sandbox.port) });
      socket.once('connect', () => callback(null, socket));
      socket.once('error', (error) => callback(error, null));
    },
  });
}

function addressOf(input: Parameters<typeof fetch>[0]): string {
  return typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
}

function assertHost(host: string, hosts: readonly string[]): void {
  if (isHostAllowed(host, hosts)) return;
  throw new ConnectorError({
    code: 'permission',
    message: `The request to ${host} was not sent: this connection's credentials may only go to ${hosts.join(', ')}.`,
    hint: 'This is a fault of the connector; please report it.',
  });
}
