import type { ConnectorContext } from '@jarvis/connector-kit';
import type { BasicApi, BatchApi, SearchApi } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import { fromHubSpotError, fromHubSpotReply } from './errors.js';
import { hub } from './platform.js';

const BASE = 'https://api.hubapi.com';

interface Api {
  basic: BasicApi;
  batch: BatchApi;
  search: SearchApi;
}

/**
 * Calls the CRM's objects through the SDK, of which only that part is loaded, and only here. Its way out is ours; its own
 * limiter and repeats stay out of it, as the ledger decides about repeating.
 */
export async function callHubSpot<T>(context: ConnectorContext, call: (api: Api) => Promise<T>): Promise<T> {
  const { BasicApi, BatchApi, SearchApi, createConfiguration, ResponseContext, wrapHttpLibrary } =
    await import('@hubspot/api-client/lib/codegen/crm/objects/index.js');
  const configuration = createConfiguration({
    httpApi: wrapHttpLibrary({
      async send(request) {
        const body = request.getBody();
        const reply = await send(context, {
          url: request.getUrl(),
          method: request.getHttpMethod(),
          headers: request.getHeaders(),
          body: typeof body === 'string' ? body : undefined,
        });
        return new ResponseContext(reply.status, Object.fromEntries(reply.headers), {
          text: () => reply.text(),
          binary: async () => Buffer.from(await reply.arrayBuffer()),
        });
      },
    }),
  });
  try {
    return await call({
      basic: new BasicApi(configuration),
      batch: new BatchApi(configuration),
      search: new SearchApi(configuration),
    });
  } catch (error) {
    throw fromHubSpotError(error);
  }
}

/** Reads what the objects' part of the SDK does not have, such as `/crm/v3/owners`. */
export async function getFromHubSpot(
  context: ConnectorContext,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const url = new URL(path, BASE);
  url.search = new URLSearchParams(query).toString();
  try {
    const reply = await send(context, { url: url.href, method: 'GET', headers: { accept: 'application/json' } });
    return JSON.parse(await reply.text());
  } catch (error) {
    throw fromHubSpotError(error);
  }
}

interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

/** @throws ConnectorError for whatever HubSpot refuses */
async function send(context: ConnectorContext, { url, method, headers, body }: Sent): Promise<Response> {
  const token = hub.credentials(context);
  const reply = await context.vendorFetch(url, {
    method,
    headers: { ...headers, authorization: `Bearer ${token}` },
    signal: context.signal,
    ...(body === undefined ? {} : { body }),
  });
  if (reply.ok) return reply;
  const text = await reply.text();
  throw fromHubSpotReply({ status: reply.status, headers: reply.headers, body: jsonOf(text) });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** HubSpot's numbers of the kinds of records, in its addresses. */
const KIND = { contacts: '0-1', deals: '0-3' };

/** Where a person sees a record: at HubSpot, or on the sandbox's page in its stead. */
export function recordUrl(context: ConnectorContext, type: keyof typeof KIND, id: string): string {
  if (context.sandboxUrl) return new URL(`/hubspot#${type}-${id}`, context.sandboxUrl).href;
  return `https://app.hubspot.com/contacts/${context.connection?.accountId ?? ''}/record/${KIND[type]}/${id}`;
}
