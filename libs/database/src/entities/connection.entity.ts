import { Column, Entity } from 'typeorm';
import { JsonObject } from '@jarvis/plan';
import type { ConnectionHealth, ConnectionStatus } from '@jarvis/vocabulary';
import { TenantRow } from './base.js';
import { optionalText, parsedJson, time } from './columns.js';

/** A connection to an account on a platform. */
@Entity('integrations')
export class Connection extends TenantRow {
  @Column({ type: 'text' })
  platform!: string;

  @Column({ type: 'text' })
  accountName!: string;

  @Column({ type: 'text' })
  accountId!: string;

  /** Sealed envelope; never selected unless asked for, so that no list carries it by accident. */
  @Column({ ...optionalText, select: false })
  credentials?: string | null;

  @Column({ type: 'text', array: true, default: [] })
  scopes!: string[];

  @Column({ type: 'jsonb', default: {}, transformer: parsedJson(JsonObject) })
  config!: Record<string, unknown>;

  @Column({ type: 'text', default: 'pending' })
  status!: ConnectionStatus;

  @Column(time)
  lastSyncAt!: Date | null;

  @Column(time)
  lastUsedAt!: Date | null;

  @Column(optionalText)
  errorMessage!: string | null;

  @Column({ type: 'text', default: 'unknown' })
  health!: ConnectionHealth;

  @Column(time)
  healthCheckedAt!: Date | null;

  /** Since when the feed says that its vendor does not answer. */
  @Column(time)
  unansweredSince!: Date | null;
}
