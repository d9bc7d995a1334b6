import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { StepError } from '@jarvis/plan';
import type { EffectKind, EffectState } from '@jarvis/vocabulary';
import { TenantRow } from './base.js';
import { optionalId, optionalJson, optionalText, parsedJson, time } from './columns.js';
import { Run } from './run.entity.js';

/** One line of the effect ledger: intended → sent → confirmed | failed | unknown. */
@Entity('effects')
export class Effect extends TenantRow {
  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'text' })
  stepPath!: string;

  /** The iteration path; empty outside of loops. */
  @Column({ type: 'text', default: '' })
  iteration!: string;

  /** `runId/stepPath/iteration`: the same for every attempt, and the vendor's idempotency key where it takes one. */
  @Column({ type: 'text', unique: true })
  key!: string;

  @Column({ type: 'text' })
  platform!: string;

  @Column({ type: 'text' })
  action!: string;

  @Column({ ...optionalId, name: 'integration_id' })
  connectionId!: string | null;

  @Column({ type: 'text' })
  effect!: EffectKind;

  @Column({ type: 'text' })
  inputHash!: string;

  /** Redacted. */
  @Column(optionalJson)
  request!: unknown;

  @Column({ type: 'text', default: 'intended' })
  state!: EffectState;

  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Column(optionalText)
  externalId!: string | null;

  @Column(optionalText)
  externalUrl!: string | null;

  @Column(optionalJson)
  response!: unknown;

  @Column({ ...optionalJson, transformer: parsedJson(StepError) })
  error!: StepError | null;

  @Column(time)
  sentAt!: Date | null;

  @Column(time)
  settledAt!: Date | null;

  /** The person who settled an unknown effect. */
  @Column(optionalId)
  resolvedBy!: string | null;

  @Column(optionalText)
  resolutionNote!: string | null;

  @ManyToOne(() => Run)
  @JoinColumn({ name: 'run_id' })
  run?: Relation<Run>;
}
