import { ROLES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { Timestamp } from '../http/shapes.js';

export const Role = z.enum(ROLES).meta({ id: 'Role' });

/** A name as browsers say it. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'This is not a time zone. Use an IANA name, such as Europe/Paris.');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const TimeZoneRequest = z.strictObject({ timeZone: TimeZone }).meta({ id: 'TimeZoneRequest' });

export const LoginRequest = z
  .strictObject({
    email: z.email().max(254),
    password: z.string().min(1).max(1024),
    deviceId: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'stable per device; a new sign-in there replaces its session' }),
    deviceName: z.string().min(1).max(100).optional(),
  })
  .meta({ id: 'LoginRequest' });
export type LoginRequest = z.infer<typeof LoginRequest>;

export const RefreshRequest = z
  .strictObject({ refreshToken: z.string().min(20).max(500) })
  .meta({ id: 'RefreshRequest' });

export const Tokens = z
  .object({
    accessToken: z.string().meta({ description: 'JWT, sent as Authorization: Bearer' }),
    refreshToken: z.string().meta({ description: 'opaque, used once; the answer brings the next one' }),
    expiresIn: z.int().meta({ description: 'seconds until the access token expires' }),
  })
  .meta({ id: 'Tokens' });
export type Tokens = z.infer<typeof Tokens>;

const ObservatoryMembership = z
  .object({ id: z.uuid(), name: z.string(), role: Role })
  .meta({ id: 'ObservatoryMembership' });

export const Me = z
  .object({
    user: z.object({
      id: z.uuid(),
      email: z.string(),
      name: z.string(),
      avatarUrl: z.string().nullable(),
      timeZone: z.string().nullable().meta({ description: 'in which mails to the person name times; null is UTC' }),
    }),
    observatory: z.object({ id: z.uuid(), name: z.string() }),
    role: Role,
    observatories: z.array(ObservatoryMembership),
    sessionId: z.uuid(),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const SwitchObservatoryRequest = z
  .strictObject({ observatoryId: z.uuid() })
  .meta({ id: 'SwitchObservatoryRequest' });

export const Device = z
  .object({
    id: z.uuid(),
    deviceName: z.string().nullable(),
    userAgent: z.string().nullable(),
    ip: z.string().nullable(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
    expiresAt: Timestamp,
    current: z.boolean(),
  })
  .meta({ id: 'Device' });
export type Device = z.infer<typeof Device>;

export const SignedOut = z.object({ signedOut: z.literal(true) }).meta({ id: 'SignedOut' });
export const Revoked = z.object({ revoked: z.literal(true) }).meta({ id: 'Revoked' });
