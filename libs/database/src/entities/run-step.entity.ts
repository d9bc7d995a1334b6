import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { StepError, type StepRecord } from '@jarvis/plan';
import type { Lane, StepStatus } from '@jarvis/vocabulary';
import { TenantRow } from './base.js';
import { optionalJson, optionalText, parsedJson, time } from './columns.js';
import { Run } from './run.entity.js';

/** One step of a run's timeline; unique by (run, path, iteration), so that writing it twice changes nothing. */
@Entity('run_steps')
export class RunStep extends TenantRow {
  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'text' })
  stepId!: string;

  @Column({ type: 'text' })
  path!: string;

  /** The iteration path; empty outside of loops. */
  @Column({ type: 'text', default: '' })
  iteration!: string;

  @Column({ type: 'text' })
  kind!: StepRecord['kind'];

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  status!: StepStatus;

  @Column({ type: 'int', default: 0 })
  attempts!: number;

  @Column(optionalText)
  lane!: Lane | null;

  @Column(optionalJson)
  input!: unknown;

  @Column(optionalJson)
  output!: unknown;

  @Column({ ...optionalJson, transformer: parsedJson(StepError) })
  error!: StepError | null;

  @Column(time)
  startedAt!: Date | null;

  @Column(time)
  finishedAt!: Date | null;

  @ManyToOne(() => Run, (run) => run.steps)
  @JoinColumn({ name: 'run_id' })
  run?: Relation<Run>;
}
