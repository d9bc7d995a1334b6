import { CONNECTION_HEALTH, CONNECTION_STATUSES, EFFECT_KINDS } from '@jarvis/vocabulary';
import { z } from 'zod';
import { AnyJson, JsonObjectInput, RiskShape, Timestamp } from '../http/shapes.js';

export const ConnectionShape = z
  .object({
    id: z.uuid(),
    platform: z.string(),
    title: z.string(),
    accountName: z.string(),
    accountId: z.string(),
    scopes: z.array(z.string()),
    sandbox: z.boolean().meta({ description: 'the sandbox plays this account; nothing leaves this machine' }),
    byConsent: z.boolean().meta({ description: 'its owner agreed at the platform; else its keys were given' }),
    status: z.enum(CONNECTION_STATUSES),
    health: z.enum(CONNECTION_HEALTH),
    healthCheckedAt: Timestamp.nullable(),
    errorMessage: z.string().nullable(),
    lastSyncAt: Timestamp.nullable(),
    lastUsedAt: Timestamp.nullable(),
    createdAt: Timestamp,
    usedByRules: z.array(z.object({ id: z.uuid(), name: z.string() })),
  })
  .meta({ id: 'Connection' });
export type ConnectionShape = z.input<typeof ConnectionShape>;

export const PlatformShape = z
  .object({
    platform: z.string(),
    title: z.string(),
    shortTitle: z.string().meta({ description: 'the title where there is little room' }),
    icon: z.object({
      path: z.string().meta({ description: 'one SVG path in a box of 24 by 24' }),
      drawn: z.enum(['filled', 'line']),
    }),
    accountWords: z
      .object({
        one: z.string(),
        example: z.string(),
        prefix: z.string().optional().meta({ description: 'put before a bare name' }),
        real: z
          .object({ label: z.string(), on: z.string(), off: z.string() })
          .optional()
          .meta({ description: 'what the switch says that connects the real thing beside the sandbox' }),
      })
      .nullable()
      .meta({ description: 'what an account is called; null where there are none' }),
  })
  .meta({ id: 'Platform' });
export type PlatformShape = z.input<typeof PlatformShape>;

export const CatalogueEntry = PlatformShape.extend({
  description: z.string(),
  category: z.string(),
  capabilities: z.array(z.string()).meta({ description: 'what it is good for, in plain words' }),
  auth: z.object({
    kind: z
      .enum(['none', 'api-key', 'oauth2'])
      .meta({ description: 'the way that is offered first; form and consent say which ones there are' }),
    form: z.record(z.string(), AnyJson).nullable().meta({ description: 'JSON Schema of the credentials to enter' }),
    consent: z
      .object({
        vendor: z.string().meta({ description: 'who asks for it' }),
        scopes: z.array(z.object({ name: z.string(), why: z.string() })),
        client: z
          .object({ clientId: z.string(), source: z.enum(['observatory', 'installation']) })
          .nullable()
          .meta({ description: 'how Jarvis is registered there for real accounts; null: not yet' }),
        redirectUri: z.string().meta({ description: 'the address to register there' }),
        registration: z.object({ url: z.string(), words: z.string() }),
      })
      .nullable()
      .meta({ description: 'how an account is connected by its owner’s consent (OAuth 2); null: it is not' }),
  }),
  actions: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      description: z.string(),
      effect: z.enum(EFFECT_KINDS),
      baseRisk: RiskShape,
    }),
  ),
  sandbox: z.boolean().meta({ description: 'whether this installation plays the platform unless told otherwise' }),
  connected: z.boolean().meta({ description: 'whether its actions can be used: an account, or none needed' }),
  accounts: z.array(ConnectionShape),
}).meta({ id: 'CatalogueEntry' });
export type CatalogueEntry = z.input<typeof CatalogueEntry>;

export const CatalogueQuery = z.object({
  q: z.string().max(100).optional(),
  category: z.string().max(50).optional(),
});
export type CatalogueQuery = z.infer<typeof CatalogueQuery>;

export const PlatformParam = z.string().regex(/^[a-z][a-z0-9-]{0,49}$/);

export const ConnectRequest = z
  .strictObject({
    accountName: z.string().min(1).max(200).optional().meta({ description: 'needed with credentials' }),
    credentials: JsonObjectInput.optional().meta({
      description:
        'as the form in the catalogue asks; never given back. Left out: the account’s owner is asked (OAuth 2)',
    }),
    live: z.boolean().default(false).meta({
      description: 'only matters where the sandbox plays the vendors: true connects the real account there too',
    }),
    replace: z.uuid().optional().meta({
      description: 'id of the connection whose credentials these replace; without it a connected account is a conflict',
    }),
  })
  .refine(({ accountName, credentials }) => credentials === undefined || accountName !== undefined, {
    path: ['accountName'],
    error: 'is needed with credentials',
  })
  .meta({ id: 'ConnectRequest' });
export type ConnectRequest = z.infer<typeof ConnectRequest>;

export const ConnectAnswer = z.union([
  ConnectionShape,
  z
    .object({
      authorizeUrl: z.string().meta({ description: 'where the account’s owner is asked; open it in a browser' }),
    })
    .meta({ id: 'ConsentNeeded' }),
]);
export type ConnectAnswer = z.input<typeof ConnectAnswer>;

/** Given twice it is no answer, but it must not be a page of JSON either. */
const AnswerParameter = z.union([z.string(), z.array(z.string())]).optional();
/** What a vendor sends a browser back with (RFC 6749 4.1.2, RFC 9207). */
export const CallbackQuery = z.object({
  code: AnswerParameter,
  state: AnswerParameter,
  error: AnswerParameter,
  iss: AnswerParameter,
});
export type CallbackQuery = z.infer<typeof CallbackQuery>;

export const OAuthClientRequest = z
  .strictObject({
    clientId: z.string().trim().min(1).max(500),
    clientSecret: z.string().trim().min(1).max(500).optional().meta({ description: 'never given back' }),
  })
  .meta({ id: 'OAuthClientRequest' });
export type OAuthClientRequest = z.infer<typeof OAuthClientRequest>;

export const OAuthClientShape = z.object({ clientId: z.string() }).meta({ id: 'OAuthClient' });
export type OAuthClientShape = z.input<typeof OAuthClientShape>;

export const Health = z
  .object({
    id: z.uuid(),
    health: z.enum(CONNECTION_HEALTH),
    message: z.string(),
    checkedAt: Timestamp.nullable().meta({ description: 'null before it was tried' }),
  })
  .meta({ id: 'ConnectionHealth' });

export const Disconnected = z
  .object({
    deleted: z.boolean(),
    usedByRules: z.array(z.object({ id: z.uuid(), name: z.string() })),
    access: z
      .enum(['revoked', 'not-ours', 'failed'])
      .meta({ description: 'what became of the access at the platform; not-ours: it was pasted' }),
    problem: z.string().nullable().meta({ description: 'why it was not given back' }),
  })
  .meta({ id: 'Disconnected' });
