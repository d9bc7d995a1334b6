import { DRIFT_KINDS, type DriftKind } from '@jarvis/database';
import { z } from 'zod';
import { Timestamp } from '../http/shapes.js';

const REPAIRS = ['adopt', 'terminate', 'tell-again', 'close', 'run-again', 'remove-schedule'] as const;
export const Repair = z.enum(REPAIRS);
export type Repair = z.infer<typeof Repair>;

/** What a person can do about each kind that the reconciler leaves to one. */
const REPAIRS_OF: Partial<Record<DriftKind, Repair[]>> = {
  'workflow-missing': ['run-again', 'close'],
  'workflow-stuck': ['close'],
  'row-missing': ['adopt', 'terminate'],
  'row-closed': ['terminate'],
  'approval-missing': ['tell-again', 'close'],
  'answer-lost': ['tell-again', 'close'],
  'cancel-lost': ['tell-again', 'close'],
  'effect-missing': ['close'],
  'rule-missing': ['remove-schedule'],
};

export function repairsOf({ kind, mended }: { kind: DriftKind; mended: boolean }): Repair[] {
  return mended ? [] : (REPAIRS_OF[kind] ?? []);
}

const Drift = z
  .object({
    id: z.uuid(),
    temporalId: z.string().meta({ description: 'of the workflow or the schedule in Temporal' }),
    runId: z.uuid().nullable().meta({ description: 'null where there is no run here' }),
    ruleName: z.string().nullable(),
    kind: z.enum(DRIFT_KINDS),
    mended: z.boolean(),
    message: z.string(),
    foundAt: Timestamp,
    seenAt: Timestamp,
    temporalUrl: z.string(),
    repairs: z.array(Repair).meta({
      description:
        '`adopt`: make the run again that belongs to the workflow. `terminate`: end the workflow in Temporal. `tell-again`: let the workflow look once more. `close`: end the run as failed, and its workflow. `run-again`: that, and start a new run with the same event. `remove-schedule`: delete the schedule in Temporal.',
    }),
  })
  .meta({ id: 'Drift' });

export const DriftReport = z
  .object({
    comparedAt: Timestamp.nullable().meta({ description: 'when everything was last compared; null before that' }),
    failure: z.string().nullable().meta({ description: 'why the last comparison could not be made' }),
    open: z.array(Drift).meta({ description: 'what a person must look at, oldest first' }),
    mended: z.array(Drift).meta({ description: 'what was put right by itself in the last seven days, latest first' }),
  })
  .meta({ id: 'DriftReport' });
export type DriftReport = z.input<typeof DriftReport>;

export const RepairRequest = z.strictObject({ repair: Repair }).meta({ id: 'RepairRequest' });
export type RepairRequest = z.infer<typeof RepairRequest>;

export const Repaired = z
  .object({ runId: z.uuid().nullable().meta({ description: 'the run to look at now, when there is one' }) })
  .meta({ id: 'Repaired' });
export type Repaired = z.input<typeof Repaired>;
