import { isRecord } from '../../format/json-schema.js';
import type { Trace } from '../flow/flow.js';
import type { StepView } from '../flow/steps.js';

interface Recorded {
  id: string;
  path: string;
  kind: string;
  name: string;
  status: string;
  output: unknown;
  approval?: { status: string };
}

/** What the timeline says about each step, by its path; of a step that ran more than once, the last time. */
export const byPath = <S extends Recorded>(steps: readonly S[]): ReadonlyMap<string, S> =>
  new Map(steps.map((step) => [step.path, step]));

/** Where a run went, as far as its record says. */
export function traceOf(record: ReadonlyMap<string, Recorded>): Trace {
  const came = (key: string) => record.has(key) && record.get(key)?.status !== 'pending';
  return {
    came,
    ran: (key) => came(key) && record.get(key)?.status !== 'skipped',
    took: (key) => {
      const step = record.get(key);
      if (step?.kind === 'approval') return step.approval?.status;
      return isRecord(step?.output) ? String(step.output['taken']) : undefined;
    },
  };
}

/**
 * The steps of a definition as the run had them: with the names it recorded (an unnamed step is called as its action
 * is), and with the approvals that policy put before some of them when it was published.
 */
export function asRun(steps: readonly StepView[], record: ReadonlyMap<string, Recorded>): StepView[] {
  return steps.flatMap((step) => {
    const lists = step.lists.map((list) => ({ ...list, steps: asRun(list.steps, record) }));
    const asked = record.get(`${step.key}.approval`);
    const approval = asked && {
      ...step,
      key: asked.path,
      id: asked.id,
      kind: 'approval',
      title: asked.name,
      raw: {},
      lists: [],
    };
    return [...(approval ? [approval] : []), { ...step, title: record.get(step.key)?.name ?? step.title, lists }];
  });
}
