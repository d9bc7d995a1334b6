import type { ActionConnection, ApiKeyAuth } from '@jarvis/connector-kit';
import { z } from 'zod';
import { HeaderName, HeaderValue, isFree } from './headers.js';
import { web } from './platform.js';

const Credentials = z.object({
  address: z
    .url({ protocol: /^https?$/, error: 'It is not an http or https address.' })
    .refine(
      (text) => !URL.canParse(text) || new URL(text).username === '',
      'It has to be an address without user name and password.',
    )
    .meta({ title: 'Address', description: 'It is sent there only, such as https://api.example.com.' }),
  header: HeaderName.refine(isFree, { error: 'This header cannot be set.' })
    .default('Authorization')
    .meta({ title: 'Header', description: 'Authorization when left out.' }),
  value: HeaderValue.trim().min(1).meta({
    title: 'Value',
    description: 'All of it, such as Bearer and the token.',
    writeOnly: true,
  }),
});

/** One header for one address: bearer tokens, basic authentication and API keys are all of this form. */
export const httpAuth: ApiKeyAuth = { kind: 'api-key', credentials: Credentials };

/** Where a connection's credential may go, as an origin. */
export function addressOf(connection: ActionConnection | undefined): string {
  return new URL(Credentials.parse(connection?.credentials).address).origin;
}

/**
 * The header a connection adds to a request.
 * @throws ConnectorError `permission` when the request goes anywhere but to the connection's address
 */
export function credentialHeader(connection: ActionConnection | undefined, url: string): Record<string, string> {
  if (!connection) return {};
  const { header, value } = Credentials.parse(connection.credentials);
  const [own, called] = [addressOf(connection), new URL(url).origin];
  if (own === called) return { [header]: value };
  throw web.error({
    code: 'permission',
    message: `The connection ${connection.accountName ?? connection.id} is for ${own}, and this step calls ${called}.`,
    hint: 'Call that address, or let the step use another connection or none.',
  });
}

/** Hides a connection's credential in what a service answers, with and without its scheme, also inside JSON text. */
export function withoutCredential(connection: ActionConnection | undefined): (text: string) => string {
  if (!connection) return (text) => text;
  const { value } = Credentials.parse(connection.credentials);
  const secrets = [value, value.slice(value.indexOf(' ') + 1)]
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter((secret) => secret.length >= MIN_HIDDEN);
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '•••'), text);
}

/** Shorter ones would be found in ordinary words. */
const MIN_HIDDEN = 6;
