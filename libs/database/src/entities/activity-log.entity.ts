import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalId, optionalText } from './columns.js';
import { AutomationRule } from './automation-rule.entity.js';
import { Run } from './run.entity.js';
import type { FeedAction, FeedStatus, FeedType } from '@jarvis/vocabulary';

/** One line of the feed. */
@Entity('activity_logs')
export class ActivityLog extends TenantRow {
  @Column(optionalText)
  platform!: string | null;

  @Column({ ...optionalId, name: 'integration_id' })
  connectionId!: string | null;

  @Column(optionalId)
  runId!: string | null;

  @Column(optionalId)
  ruleId!: string | null;

  @Column(optionalText)
  stepPath!: string | null;

  /** The iteration path; empty outside of loops. */
  @Column({ type: 'text', default: '' })
  iteration!: string;

  @Column({ type: 'text' })
  activityType!: FeedType;

  @Column({ type: 'text' })
  action!: FeedAction;

  @Column({ type: 'text' })
  title!: string;

  @Column(optionalText)
  description!: string | null;

  @Column({ type: 'jsonb', default: {} })
  metadata!: Record<string, unknown>;

  @Column({ type: 'text' })
  status!: FeedStatus;

  @Column({ type: 'timestamptz' })
  occurredAt!: Date;

  @ManyToOne(() => AutomationRule)
  @JoinColumn({ name: 'rule_id' })
  rule?: Relation<AutomationRule> | null;

  @ManyToOne(() => Run)
  @JoinColumn({ name: 'run_id' })
  run?: Relation<Run> | null;
}
