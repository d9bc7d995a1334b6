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

export const CatalogueEntry = z
  .object({
    platform: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    auth: z.object({
      kind: z.enum(['none', 'api-key', 'oauth2']),
      scopes: z.array(z.string()),
      form: z.record(z.string(), AnyJson).nullable().meta({ description: 'JSON Schema of the credentials to enter' }),
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
  })
  .meta({ id: 'CatalogueEntry' });
export type CatalogueEntry = z.input<typeof CatalogueEntry>;

export const CatalogueQuery = z.object({
  q: z.string().max(100).optional(),
  category: z.string().max(50).optional(),
});
export type CatalogueQuery = z.infer<typeof CatalogueQuery>;

export const PlatformParam = z.string().regex(/^[a-z][a-z0-9-]{0,49}$/);

export const ConnectRequest = z
  .strictObject({
    accountName: z.string().min(1).max(200),
    credentials: JsonObjectInput.meta({ description: 'as the form in the catalogue asks; never given back' }),
    live: z.boolean().default(false).meta({
      description: 'only matters where the sandbox plays the vendors: true connects the real account there too',
    }),
    replace: z.uuid().optional().meta({
      description: 'id of the connection whose credentials these replace; without it a connected account is a conflict',
    }),
  })
  .meta({ id: 'ConnectRequest' });
export type ConnectRequest = z.infer<typeof ConnectRequest>;

export const Health = z
  .object({
    id: z.uuid(),
    health: z.enum(CONNECTION_HEALTH),
    message: z.string(),
    checkedAt: Timestamp.nullable().meta({ description: 'null before it was tried' }),
  })
  .meta({ id: 'ConnectionHealth' });

export const Disconnected = z
  .object({ deleted: z.boolean(), usedByRules: z.array(z.object({ id: z.uuid(), name: z.string() })) })
  .meta({ id: 'Disconnected' });
