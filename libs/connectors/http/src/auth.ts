import { ConnectorError, type ActionConnection, type ApiKeyAuth } from '@jarvis/connector-kit';
import { z } from 'zod';
import { headerNameSchema, headerValueSchema } from './headers.js';

const credentialsSchema = z.object({
  address: z
    .url({ protocol: /^https?$/, error: 'not an http or https address' })
    .meta({ title: 'Address', description: 'It is sent there only, such as https://api.example.com.' }),
  header: headerNameSchema.default('Authorization').meta({ title: 'Header' }),
  value: headerValueSchema.min(1).meta({
    title: 'Value',
    description: 'All of it, such as Bearer and the token.',
    writeOnly: true,
  }),
});

/** One header for one address: bearer tokens, basic authentication and API keys are all of this form. */
export const httpAuth: ApiKeyAuth = { kind: 'api-key', credentials: credentialsSchema };

/** Where a connection's credential may go, as an origin. */
export function addressOf(connection: ActionConnection | undefined): string {
  return new URL(credentialsSchema.parse(connection?.credentials).address).origin;
}

/**
 * The header a connection adds to a request.
 * @throws ConnectorError `permission` when the request goes anywhere but to the connection's address
 */
export function credentialHeader(connection: ActionConnection | undefined, url: string): Record<string, string> {
  if (!connection) return {};
  const { header, value } = credentialsSchema.parse(connection.credentials);
  const [own, called] = [addressOf(connection), new URL(url).origin];
  if (own === called) return { [header]: value };
  throw new ConnectorError({
    code: 'permission',
    platform: 'http',
    message: `The connection ${connection.accountName ?? connection.id} is for ${own}, and this step calls ${called}.`,
    hint: 'Call that address, or let the step use another connection or none.',
  });
}
