import { flattenSteps } from '@jarvis/steps/lists';
import { isRecord } from '../../../format/json-schema.js';

/** What a run or a rehearsal tells of a step. */
export interface RecordedStep {
  id: string;
  iteration: string;
  status: string;
  startedAt: string | null;
  finishedAt: string | null;
  input: unknown;
  output: unknown;
  error: unknown;
}

/** What a step did when it last ran. */
export interface StepResult {
  status: string;
  input: unknown;
  output: unknown;
  error: unknown;
  tookMs: number | null;
  /** For how many items it ran, in a loop. */
  times: number;
  /** The step is written otherwise by now. */
  stale: boolean;
}

/** One after the other what matters: a failure is what people look for. */
const FIRST = ['failed', 'unknown', 'waiting', 'retrying', 'running'];

/** By the ids of steps: what was recorded of them, beside the definition of then and of now. */
export function resultsOf(
  records: readonly RecordedStep[],
  { then, now }: { then: unknown; now: unknown },
): ReadonlyMap<string, StepResult> {
  const [before, after] = [writtenIn(then), writtenIn(now)];
  return new Map(
    [...Map.groupBy(records, ({ id }) => id)].flatMap(([id, all]) => {
      const step = all.find(({ status }) => FIRST.includes(status)) ?? all[0];
      if (!step) return [];
      const { status, input, output, error } = step;
      return [
        [
          id,
          {
            status,
            input,
            output,
            error,
            tookMs: durationOf(step),
            times: all.length,
            stale: before.get(id) !== after.get(id),
          },
        ],
      ] as const;
    }),
  );
}

/** What steps gave, for those that follow; of a loop its first item. */
export function outputsOf(records: readonly RecordedStep[]): Record<string, unknown> {
  return Object.fromEntries(
    records
      .filter(({ status, iteration }) => status === 'succeeded' && !/#[1-9]/.test(iteration))
      .map(({ id, output }) => [id, output]),
  );
}

/** By its id what each step does, with the steps in it; its name and note do nothing. */
export function writtenIn(definition: unknown): ReadonlyMap<string, string> {
  const steps = isRecord(definition) && Array.isArray(definition['steps']) ? definition['steps'] : [];
  return new Map(
    flattenSteps(steps.filter(isRecord)).flatMap((step) => {
      const { id, ...rest } = step;
      return typeof id === 'string' ? [[id, written({ ...rest, name: null, note: null })]] : [];
    }),
  );
}

/** The database keeps the fields of a definition in an order of its own. */
function written(step: object): string {
  return JSON.stringify(step, (_key, value: unknown) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

function durationOf({ startedAt, finishedAt }: RecordedStep): number | null {
  return startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt);
}
