import { Column, Entity } from 'typeorm';
import { JsonObject } from '@jarvis/plan';
import { TenantRow } from './base.js';
import { optionalId, optionalText, parsedJson, time } from './columns.js';
import type {
  NotificationChannel,
  NotificationEntity,
  NotificationKind,
  NotificationState,
  NotificationType,
} from './values.js';

/** Something one person is told, by one channel. */
@Entity('notifications')
export class Notification extends TenantRow {
  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  kind!: NotificationKind;

  @Column({ type: 'text' })
  channel!: NotificationChannel;

  /** What makes telling twice impossible: unique with the person and the channel. */
  @Column({ type: 'text' })
  dedupeKey!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  body!: string;

  @Column({ type: 'text' })
  notificationType!: NotificationType;

  @Column(optionalText)
  relatedEntityType!: NotificationEntity | null;

  @Column(optionalId)
  relatedEntityId!: string | null;

  @Column({ type: 'text', default: 'waiting' })
  state!: NotificationState;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  scheduledFor!: Date;

  /** When it is tried (again); while it is being sent, the end of the claim. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  nextAttemptAt!: Date;

  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Column(time)
  sentAt!: Date | null;

  @Column(time)
  readAt!: Date | null;

  /** Why it was dropped, or the last failure. */
  @Column({ type: 'jsonb', default: {}, transformer: parsedJson(JsonObject) })
  metadata!: Record<string, unknown>;
}
