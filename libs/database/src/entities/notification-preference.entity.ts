import { Column, Entity } from 'typeorm';
import { TenantRow } from './base.js';
import type { NotificationChannel, NotificationKind } from './values.js';

/** One switch of one person. Where there is none, the kind's default counts. */
@Entity('notification_preferences')
export class NotificationPreference extends TenantRow {
  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  kind!: NotificationKind;

  @Column({ type: 'text' })
  channel!: NotificationChannel;

  @Column({ type: 'boolean' })
  enabled!: boolean;
}
