import { Column, Entity } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalText, time } from './columns.js';
import type { InboxStatus } from './values.js';
import type { WebhookScheme } from '@jarvis/webhook-schemes/display';

/** One accepted delivery. Written before the sender hears 202; never forgotten while Temporal may forget ids. */
@Entity('inbox')
export class InboxMessage extends TenantRow {
  @Column({ type: 'uuid' })
  ruleId!: string;

  /** `hook:<hookId>`. */
  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text' })
  scheme!: WebhookScheme;

  @Column({ type: 'text' })
  deliveryId!: string;

  /** sha-256 (hex) of the raw body. */
  @Column({ type: 'text' })
  bodyHash!: string;

  @Column({ type: 'jsonb' })
  event!: unknown;

  @Column({ type: 'jsonb', default: {} })
  headers!: Record<string, unknown>;

  @Column({ type: 'timestamptz' })
  receivedAt!: Date;

  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'text', default: 'received' })
  status!: InboxStatus;

  @Column(optionalText)
  error!: string | null;

  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Column(time)
  startedAt!: Date | null;
}
