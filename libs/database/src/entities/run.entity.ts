import { Column, Entity, JoinColumn, ManyToOne, OneToMany, VirtualColumn, type Relation } from 'typeorm';
import { StepError } from '@jarvis/plan';
import type { RunStatus, RunKind, TriggerKind } from '@jarvis/vocabulary';
import { TenantRow } from './base.js';
import { optionalId, optionalJson, optionalText, parsedJson, time } from './columns.js';
import { AutomationRule } from './automation-rule.entity.js';
import { RuleVersion } from './rule-version.entity.js';
import { RunStep } from './run-step.entity.js';

/** One execution of a plan. Its workflow is `run-<id>` unless `workflowId` says otherwise (scheduled starts). */
@Entity('runs')
export class Run extends TenantRow {
  @Column(optionalId)
  ruleId!: string | null;

  @Column(optionalId)
  ruleVersionId!: string | null;

  @Column({ type: 'text' })
  planHash!: string;

  /** Of a run that has no rule: what it runs. Parse with `Plan` from `@jarvis/plan` before use. */
  @Column(optionalJson)
  plan!: unknown;

  /** Of a run that has no rule: the name of what it runs. */
  @VirtualColumn({ query: (alias) => `${alias}.plan->>'name'` })
  planName!: string | null;

  @Column({ type: 'text', default: 'rule' })
  kind!: RunKind;

  @Column({ type: 'text' })
  triggerType!: TriggerKind;

  /** In words, for lists. */
  @Column({ type: 'text' })
  triggerSummary!: string;

  /** What its rule calls it; null where the rule says nothing, before it starts, and where no title could be made. */
  @Column(optionalText)
  title!: string | null;

  @Column({ type: 'text', default: 'queued' })
  status!: RunStatus;

  @Column(optionalText)
  outcomeMessage!: string | null;

  @Column({ ...optionalJson, transformer: parsedJson(StepError) })
  error!: StepError | null;

  @Column(optionalJson)
  event!: unknown;

  /** What it gives to whoever called it; null before it has succeeded, and where its rule says nothing. */
  @Column(optionalJson)
  output!: unknown;

  /** The run that called it and waits for its end. */
  @Column(optionalId)
  awaitedBy!: string | null;

  @Column(optionalText)
  workflowId!: string | null;

  @Column(optionalText)
  temporalRunId!: string | null;

  /** Id of the workflow that ran it together with others; it then had none of its own. */
  @Column(optionalText)
  carrierId!: string | null;

  /** What a waiting run waits for, in words. */
  @Column(optionalText)
  waitingFor!: string | null;

  @Column(time)
  startedAt!: Date | null;

  @Column(time)
  finishedAt!: Date | null;

  /** Who pressed Run now or Run again; null when a trigger did. */
  @Column(optionalId)
  requestedBy!: string | null;

  /** Who asked that its event runs anew with a new version, once it is cancelled. */
  @Column(optionalId)
  restartBy!: string | null;

  /** The run whose event this one repeats. */
  @Column(optionalId)
  replayOf!: string | null;

  @ManyToOne(() => AutomationRule)
  @JoinColumn({ name: 'rule_id' })
  rule?: Relation<AutomationRule> | null;

  @ManyToOne(() => RuleVersion)
  @JoinColumn({ name: 'rule_version_id' })
  ruleVersion?: Relation<RuleVersion> | null;

  @OneToMany(() => RunStep, (step) => step.run)
  steps?: Relation<RunStep>[];
}
