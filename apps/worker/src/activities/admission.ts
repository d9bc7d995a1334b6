import type { Patience, StepError } from '@jarvis/plan';
import type { ActivityDependencies } from './dependencies.js';
import { NotAdmitted } from './vendor-gate.js';
import type { VendorUse } from './vendor-use.js';
import { LongWait, triesOf } from './vendor-wait.js';

interface Step extends Patience {
  node: { path: string };
}

/** Runs one attempt of a remote step behind the gate; one that is not let in waits in the open, in its workflow. */
export async function admitted<T>(
  { gate }: Pick<ActivityDependencies, 'gate'>,
  { step, use }: { step: Step; use: VendorUse },
  work: () => Promise<T>,
): Promise<T> {
  // The gate is not asked for workflows that cannot wait (begun before they could), for a person who wants it tried
  // now, and for a step that has waited as long as it may: that one comes to its ordinary end.
  const { waitBy, now, node } = step;
  if (waitBy === undefined || now === true || Date.parse(waitBy) <= Date.now()) return work();
  try {
    return await gate.run(use, work);
  } catch (error) {
    if (!(error instanceof NotAdmitted)) throw error;
    const until = new Date(Math.min(Date.parse(waitBy), Date.now() + error.waitMs));
    const problem: StepError = {
      code: 'unavailable',
      message: error.message,
      hint: 'It is tried again by itself.',
      stepPath: node.path,
    };
    // This attempt was not made, so it does not count.
    const attempts = triesOf(step) - 1;
    throw new LongWait({ until, platform: use.title, error: problem, attempts, tries: attempts });
  }
}
