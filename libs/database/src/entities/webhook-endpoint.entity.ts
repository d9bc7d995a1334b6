import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { optionalText, time } from './columns.js';
import type { WebhookScheme } from '@jarvis/webhook-schemes/display';

/** An address deliveries come to. The id is the unguessable part of the URL (at least 128 random bits). */
@Entity('webhook_endpoints')
export class WebhookEndpoint {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'uuid' })
  observatoryId!: string;

  @Column({ type: 'uuid' })
  ruleId!: string;

  @Column({ type: 'text' })
  scheme!: WebhookScheme;

  /** Of the scheme, as the published trigger has them in `with`. */
  @Column({ type: 'jsonb', default: {} })
  settings!: unknown;

  /** Sealed envelope. Null: no delivery is accepted. */
  @Column({ ...optionalText, select: false })
  secret?: string | null;

  /** Sealed; still accepted until `previousSecretUntil`, so that the sender can be changed in peace. */
  @Column({ ...optionalText, select: false })
  previousSecret?: string | null;

  @Column(time)
  previousSecretUntil!: Date | null;

  /** A body it has seen within this time is not run again; null: only the delivery's id decides. */
  @Column({ type: 'int', nullable: true })
  refuseEqualBodiesSeconds!: number | null;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  /** Since when deliveries are kept and start nothing. */
  @Column(time)
  pausedAt!: Date | null;

  /** How long a sender waits for the rule's result; null: it is answered as soon as its delivery is kept. */
  @Column({ type: 'int', nullable: true })
  answerWithinMs!: number | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}
