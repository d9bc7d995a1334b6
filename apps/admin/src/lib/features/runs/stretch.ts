import type { StepView } from '../../components/flow/steps.js';
import { shownStatus, type Recorded, type Row, type Stretch, type Times } from './timeline-rows.js';

interface Found<S extends Recorded> {
  key: string;
  rows: Row<S>[];
  told: string | undefined;
  list: readonly StepView[] | undefined;
  isOver: boolean;
}

/** What has become of the steps of an item, or of a branch, together. */
export function stretchOf<S extends Recorded>({ key, rows, told, list, isOver }: Found<S>): Stretch<S> {
  const steps = rows.map((row) => row.step);
  const own = new Set(list?.map((view) => view.key));
  const ended = steps.filter(({ path, finishedAt }) => finishedAt !== null && (!list || own.has(path))).length;
  const status = told ?? statusOf(steps, { isWhole: isOver || (list !== undefined && ended >= list.length) });
  const goesOn = !isOver && ['pending', 'running', 'waiting'].includes(status);
  return {
    key,
    status,
    rows,
    ended,
    steps: list?.length,
    startedAt: least(steps.map(({ startedAt }) => startedAt)),
    finishedAt: goesOn ? null : most(steps.map(({ finishedAt }) => finishedAt)),
  };
}

/** A person, or the clock, has said no: the rest of the list does not run. */
const DECLINED = ['rejected', 'expired'];

/** From what its steps say. A failure after which more ran was one the rule goes on from. */
function statusOf(steps: readonly Recorded[], { isWhole }: { isWhole: boolean }): string {
  for (const status of ['waiting', 'running']) if (steps.some((step) => step.status === status)) return status;
  const declined = steps.map(shownStatus).find((status) => DECLINED.includes(status));
  if (declined !== undefined) return declined;
  const last = steps.at(-1)?.status;
  if (last === 'failed' || last === 'cancelled') return last;
  if (steps.length === 0) return isWhole ? 'skipped' : 'pending';
  return isWhole ? 'succeeded' : 'running';
}

/** From the first of its parts to the last; a step that goes on has no end. */
export function timesAround(step: Times, parts: readonly Times[]): Times {
  return {
    startedAt: least([step, ...parts].map(({ startedAt }) => startedAt)),
    finishedAt: step.finishedAt && most([step, ...parts].map(({ finishedAt }) => finishedAt)),
  };
}

function least(times: readonly (string | null)[]): string | null {
  return times.reduce((best, time) => (time !== null && (best === null || time < best) ? time : best), null);
}

function most(times: readonly (string | null)[]): string | null {
  return times.reduce((best, time) => (time !== null && (best === null || time > best) ? time : best), null);
}
