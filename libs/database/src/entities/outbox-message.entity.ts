import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { optionalText, time } from './columns.js';
import type { OutboxTopic } from './values.js';

/** Something Temporal must hear, committed with the change that caused it. Delivered at least once. */
@Entity('outbox')
export class OutboxMessage {
  /** bigserial; JavaScript numbers cannot hold all of it. */
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'uuid' })
  observatoryId!: string;

  @Column({ type: 'text' })
  topic!: OutboxTopic;

  /** Whose backlog it stands in: the rule's for a start, nil for everything else. The database sets it. */
  @Column({ type: 'uuid', insert: false, update: false })
  lane!: string;

  /** What makes asking twice harmless, for example `start-run/<runId>`. */
  @Column({ type: 'text', unique: true })
  key!: string;

  @Column({ type: 'jsonb' })
  payload!: Record<string, unknown>;

  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  nextAttemptAt!: Date;

  @Column(time)
  deliveredAt!: Date | null;

  @Column(optionalText)
  lastError!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}
