import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { z } from 'zod';
import type { RiskLevel, ApprovalStatus, ResponseChannel } from '@jarvis/vocabulary';
import { TenantRow } from './base.js';
import { numeric, optionalId, optionalJson, optionalText, parsedJson, time } from './columns.js';
import { AutomationRule } from './automation-rule.entity.js';
import { Run } from './run.entity.js';
import { User } from './user.entity.js';
import type { ApprovalRequestType } from './values.js';

/** A question to a person about exactly one action; the answer is one compare-and-set on `status`. */
@Entity('approval_requests')
export class ApprovalRequest extends TenantRow {
  @Column(optionalId)
  automationRuleId!: string | null;

  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'text' })
  stepPath!: string;

  /** The iteration path; empty outside of loops. */
  @Column({ type: 'text', default: '' })
  iteration!: string;

  @Column({ type: 'text', default: 'automation' })
  requestType!: ApprovalRequestType;

  @Column({ type: 'text' })
  title!: string;

  @Column(optionalText)
  message!: string | null;

  @Column({ type: 'text' })
  platform!: string;

  /** Action id such as `twitter.create-post`. */
  @Column({ type: 'text' })
  action!: string;

  /** The connection the action would use. */
  @Column({ ...optionalId, name: 'integration_id' })
  connectionId!: string | null;

  /** The vendor's id of the account behind it when the question was asked: the answer is about this account only. */
  @Column(optionalText)
  accountId!: string | null;

  /** What that account was called then. */
  @Column(optionalText)
  accountName!: string | null;

  /** The action's input as proposed. */
  @Column({ type: 'jsonb' })
  actionData!: unknown;

  /** sha-256 of the canonical JSON of `actionData`. */
  @Column({ type: 'text' })
  actionHash!: string;

  /** Whether whoever started the run or published the rule may approve it. */
  @Column({ type: 'boolean', default: true })
  selfApproval!: boolean;

  /** The hash that whoever answered says to have seen; null when that was not said. */
  @Column(optionalText)
  seenHash!: string | null;

  /** As approved: proposed or edited. */
  @Column(optionalJson)
  approvedData!: unknown;

  @Column(optionalText)
  approvedHash!: string | null;

  @Column({ type: 'text' })
  riskLevel!: RiskLevel;

  @Column({ type: 'jsonb', default: [], transformer: parsedJson(z.array(z.string())) })
  riskReasons!: string[];

  /** 0..1. */
  @Column({ type: 'numeric', precision: 4, scale: 3, nullable: true, transformer: numeric })
  confidenceScore!: number | null;

  @Column(optionalText)
  reasoning!: string | null;

  @Column({ type: 'text', default: 'pending' })
  status!: ApprovalStatus;

  @Column({ type: 'timestamptz' })
  requestedAt!: Date;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column(time)
  respondedAt!: Date | null;

  @Column(optionalId)
  respondedBy!: string | null;

  @Column(optionalText)
  respondedVia!: ResponseChannel | null;

  @Column(optionalText)
  responseNote!: string | null;

  @ManyToOne(() => Run)
  @JoinColumn({ name: 'run_id' })
  run?: Relation<Run>;

  @ManyToOne(() => AutomationRule)
  @JoinColumn({ name: 'automation_rule_id' })
  rule?: Relation<AutomationRule> | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'responded_by' })
  responder?: Relation<User> | null;
}
