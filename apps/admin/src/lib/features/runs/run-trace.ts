import { isRecord } from '../../format/json-schema.js';
import type { Trace } from '../../components/flow/flow.js';
import type { StepView } from '../../components/flow/steps.js';
import { shownStatus } from './timeline-rows.js';
import { urgencyOf } from './urgency.js';

interface Recorded {
  id: string;
  path: string;
  kind: string;
  name: string;
  status: string;
  output: unknown;
  approval?: { status: string };
}

/** What the timeline says about each step, by its path; of a step that ran for several items, of the one that matters. */
export function byPath<S extends Recorded>(steps: readonly S[]): ReadonlyMap<string, S> {
  const found = new Map<string, S>();
  const urgency = (step: S) => urgencyOf({ status: shownStatus(step) });
  for (const step of steps) {
    const known = found.get(step.path);
    if (!known || urgency(step) <= urgency(known)) found.set(step.path, step);
  }
  return found;
}

/** Where a run went, as far as its record says; with several items, where any of them went. */
export function traceOf(steps: readonly Recorded[]): Trace {
  const record = Map.groupBy(
    steps.filter(({ status }) => status !== 'pending'),
    ({ path }) => path,
  );
  const came = (key: string) => record.has(key);
  return {
    came,
    ran: (key) => record.get(key)?.some(({ status }) => status !== 'skipped') ?? false,
    took: ({ key }, { key: way, list }) => {
      // Into a loop, and into branches that run at the same time, it went when it came to what is there.
      if (list?.repeats || list?.beside) return list.steps.some((inner) => came(inner.key));
      const went = ({ approval, output }: Recorded) =>
        approval ? approval.status === way : isRecord(output) && String(output['taken']) === way;
      return record.get(key)?.some(went) ?? false;
    },
  };
}

/**
 * The steps of a definition as the run had them: with the names it recorded (an older plan called an unnamed step as its
 * action), and with the approvals that policy put before some of them when it was published.
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
