import { Column, Entity } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalId, optionalText, time } from './columns.js';
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

  /** Null of older deliveries: the run has it. */
  @Column({ type: 'jsonb', nullable: true })
  event!: unknown;

  /** Of the event, as it is stored. */
  @Column({ type: 'int', default: 0 })
  bytes!: number;

  @Column({ type: 'jsonb', default: {} })
  headers!: Record<string, unknown>;

  /** The sender's name of the event. */
  @Column({ type: 'text', default: '' })
  eventName!: string;

  /** In words, for lists. */
  @Column({ type: 'text', default: '' })
  summary!: string;

  @Column({ type: 'timestamptz' })
  receivedAt!: Date;

  /** The run that it has or would have: one that is held, judged or filtered has none. */
  @Column({ type: 'uuid' })
  runId!: string;

  /** How often it came again. */
  @Column({ type: 'int', default: 0 })
  duplicates!: number;

  /** What its sender was answered: 202, or how the run ended where the rule answers with its result. */
  @Column({ type: 'int', default: 202 })
  answerStatus!: number;

  /** Whether event and headers are here still. */
  @Column({ type: 'boolean', default: true })
  kept!: boolean;

  /** The delivery whose event a person delivered again. */
  @Column(optionalId)
  redeliveryOf!: string | null;

  @Column({ type: 'text', default: 'received' })
  status!: InboxStatus;

  @Column(optionalText)
  error!: string | null;

  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Column(time)
  startedAt!: Date | null;
}
