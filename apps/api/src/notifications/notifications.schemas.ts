import { NOTIFICATION_CHANNELS, NOTIFICATION_ENTITIES, NOTIFICATION_KINDS, NOTIFICATION_TYPES } from '@jarvis/database';
import { z } from 'zod';
import { pageQuery } from '../http/page.js';
import { Timestamp } from '../http/shapes.js';

const Kind = z.enum(NOTIFICATION_KINDS).meta({ id: 'NotificationKind' });
const Channel = z.enum(NOTIFICATION_CHANNELS).meta({ id: 'NotificationChannel' });

export const NotificationsQuery = z.object({
  ...pageQuery,
  unread: z.stringbool().default(false).meta({ description: 'only those not read yet' }),
});
export type NotificationsQuery = z.infer<typeof NotificationsQuery>;

export const NotificationEntry = z
  .object({
    id: z.uuid(),
    kind: Kind,
    type: z.enum(NOTIFICATION_TYPES),
    title: z.string(),
    body: z.string(),
    relatedEntityType: z.enum(NOTIFICATION_ENTITIES).nullable(),
    relatedEntityId: z.uuid().nullable(),
    sentAt: Timestamp,
    readAt: Timestamp.nullable(),
  })
  .meta({ id: 'NotificationEntry' });
export type NotificationEntry = z.input<typeof NotificationEntry>;

export const UnreadCount = z.object({ unread: z.int() }).meta({ id: 'UnreadNotifications' });

export const NotificationPreferences = z
  .object({
    /** Where mails go; null when this installation sends none. */
    mailTo: z.string().nullable(),
    kinds: z.array(
      z.object({
        kind: Kind,
        title: z.string(),
        description: z.string(),
        /** False for somebody whose role is not told of it. */
        concernsYou: z.boolean(),
        channels: z.array(z.object({ channel: Channel, enabled: z.boolean(), available: z.boolean() })),
      }),
    ),
  })
  .meta({ id: 'NotificationPreferences' });
export type NotificationPreferences = z.input<typeof NotificationPreferences>;

export const PreferenceRequest = z
  .strictObject({ kind: Kind, channel: Channel, enabled: z.boolean() })
  .meta({ id: 'NotificationPreferenceRequest' });
export type PreferenceRequest = z.infer<typeof PreferenceRequest>;
