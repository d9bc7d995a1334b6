import { Column, Entity } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalId } from './columns.js';
import type { DriftKind } from './values.js';

/** A disagreement between PostgreSQL and Temporal that the reconciler found. */
@Entity('drift')
export class DriftEntry extends TenantRow {
  /** Of the workflow, or of the schedule. */
  @Column({ type: 'text' })
  temporalId!: string;

  /** Null where there is no run here. */
  @Column(optionalId)
  runId!: string | null;

  @Column({ type: 'text' })
  kind!: DriftKind;

  /** Whether the reconciler put it right; otherwise a person must. */
  @Column({ type: 'boolean' })
  mended!: boolean;

  @Column({ type: 'text' })
  message!: string;

  /** How often it was found one time after the other. */
  @Column({ type: 'int', default: 1 })
  times!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  foundAt!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  seenAt!: Date;
}
