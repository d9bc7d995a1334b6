import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import { optionalId, optionalText } from './columns.js';
import type { ActorType } from './values.js';

/** Who did what. Insert only: no role may change or delete a row. */
@Entity('audit_log')
export class AuditEntry {
  @PrimaryColumn({ type: 'uuid', default: () => 'uuidv7()' })
  id!: string;

  @Column({ type: 'uuid' })
  observatoryId!: string;

  @Column(optionalId)
  actorId!: string | null;

  @Column({ type: 'text' })
  actorType!: ActorType;

  /** Past tense with its subject, for example `rule.published`. */
  @Column({ type: 'text' })
  action!: string;

  @Column({ type: 'text' })
  entityType!: string;

  @Column(optionalText)
  entityId!: string | null;

  @Column({ type: 'jsonb', default: {} })
  metadata!: Record<string, unknown>;

  @Column({ type: 'inet', nullable: true })
  ip!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}
