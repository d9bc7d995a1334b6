import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import type { Relation } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalId, optionalText } from './columns.js';
import { AutomationRule } from './automation-rule.entity.js';

/** What was published, for ever: the database refuses UPDATE and DELETE. */
@Entity('rule_versions')
export class RuleVersion extends TenantRow {
  @Column({ type: 'uuid' })
  ruleId!: string;

  @Column({ type: 'int' })
  version!: number;

  @Column({ type: 'jsonb' })
  definition!: unknown;

  /** Parse with `Plan` from `@jarvis/plan` before use. */
  @Column({ type: 'jsonb' })
  plan!: unknown;

  @Column({ type: 'text' })
  planHash!: string;

  /** Through which connections its plan acts. A connection may be gone by now. */
  @Column({ type: 'uuid', array: true, default: [] })
  connections!: string[];

  /** With which actions its plan acts. */
  @Column({ type: 'text', array: true, default: [] })
  actions!: string[];

  /** Which rules its plan calls by a written id. A rule may be deleted by now. */
  @Column({ type: 'uuid', array: true, default: [] })
  callees!: string[];

  /** Those of its definition. Kept by the database. */
  @Column({ type: 'jsonb', insert: false, update: false })
  tags!: string[];

  /** The condition that an event must meet, from its definition. Kept by the database. */
  @Column({ ...optionalText, insert: false, update: false })
  filter!: string | null;

  @Column(optionalId)
  publishedBy!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  publishedAt!: Date;

  @Column(optionalText)
  note!: string | null;

  @ManyToOne(() => AutomationRule)
  @JoinColumn({ name: 'rule_id' })
  rule?: Relation<AutomationRule>;
}
