import { z } from 'zod';
import { Person, Timestamp } from '../http/shapes.js';
import { Role } from './auth.schemas.js';

export const ApiTokenRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    role: Role.meta({ description: 'the most it may do; not more than you may' }),
    days: z.int().min(1).max(365).default(90).meta({ description: 'how long it counts' }),
  })
  .meta({ id: 'ApiTokenRequest', examples: [{ name: 'Push from CI', role: 'viewer', days: 1 }] });
export type ApiTokenRequest = z.infer<typeof ApiTokenRequest>;

export const ApiTokenShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: Role,
    by: Person.nullable().meta({ description: 'on whose behalf it acts' }),
    createdAt: Timestamp,
    expiresAt: Timestamp,
    lastUsedAt: Timestamp.nullable().meta({ description: 'to within a minute' }),
  })
  .meta({ id: 'ApiToken' });

export const ApiTokenMade = ApiTokenShape.extend({
  token: z.string().meta({ description: 'shown this once; sent as Authorization: Bearer' }),
}).meta({ id: 'ApiTokenMade' });
