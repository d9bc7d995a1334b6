import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import type { RiskLevel, TriggerKind } from '@jarvis/vocabulary';
import { TenantRow } from './base.js';
import { optionalId, optionalJson, optionalText, time } from './columns.js';
import { RuleVersion } from './rule-version.entity.js';

/** A rule: the draft people edit, and which immutable version runs. */
@Entity('automation_rules')
export class AutomationRule extends TenantRow {
  @Column({ type: 'text' })
  name!: string;

  @Column(optionalText)
  description!: string | null;

  @Column({ type: 'text' })
  triggerType!: TriggerKind;

  @Column({ type: 'jsonb', default: {} })
  triggerConfig!: unknown;

  /** The definition being edited. */
  @Column({ type: 'jsonb' })
  draft!: unknown;

  /** YAML exactly as typed, so that comments survive. */
  @Column(optionalText)
  draftSource!: string | null;

  /** What the compiler said of the draft, and with which connections; null when nobody has asked yet. */
  @Column(optionalJson)
  draftCheck!: unknown;

  /** Counts edits, so that two editors notice each other. */
  @Column({ type: 'int', default: 1 })
  draftRevision!: number;

  @Column(optionalId)
  publishedVersionId!: string | null;

  @ManyToOne(() => RuleVersion)
  @JoinColumn({ name: 'published_version_id' })
  publishedVersion?: Relation<RuleVersion> | null;

  @Column({ type: 'text', default: 'medium' })
  riskLevel!: RiskLevel;

  @Column({ type: 'boolean', default: false })
  requiresApproval!: boolean;

  @Column({ type: 'boolean', default: false })
  enabled!: boolean;

  /** Why it does not run at its times although it is on, in words. */
  @Column(optionalText)
  scheduleProblem!: string | null;

  @Column(time)
  lastRunAt!: Date | null;

  @Column({ type: 'int', default: 0 })
  runCount!: number;

  @Column({ type: 'int', default: 0 })
  successCount!: number;

  @Column({ type: 'int', default: 0 })
  failureCount!: number;

  /** For "Send sample event". */
  @Column(optionalJson)
  sampleEvent!: unknown;

  /** What steps give when the rule is tried out, by their ids; runs never read it. */
  @Column({ type: 'jsonb', default: {} })
  pins!: unknown;

  @Column(time)
  deletedAt!: Date | null;
}
