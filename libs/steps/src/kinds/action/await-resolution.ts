import type { Frame } from '@jarvis/interpreter/kit';
import { EFFECT_UNKNOWN, type EffectOutcome, type PerformActionResult, type StepRecord } from '@jarvis/plan';
import { condition } from '@temporalio/workflow';
import type { ActionNode } from './node.js';

interface Unresolved {
  frame: Frame;
  record: StepRecord;
  node: ActionNode;
  unknown: Extract<PerformActionResult, { status: 'unknown' }>;
}

/**
 * Waits until a person has said whether an effect of unknown outcome happened. There is no deadline: repeating it
 * blindly or dropping it would both be guesses. The signal only wakes; the row says what was decided.
 */
export async function awaitResolution({
  frame,
  record,
  node,
  unknown: { effectId, message, attempts },
}: Unresolved): Promise<Exclude<EffectOutcome, { state: 'unknown' }>> {
  const { run } = frame;
  record.attempts = attempts;
  record.status = 'waiting';
  record.error = { code: EFFECT_UNKNOWN, message, stepPath: node.path };
  await run.showWaiting(record, `somebody to say whether "${node.name}" happened`);
  try {
    for (;;) {
      await frame.wait(() => condition(() => run.wakeUps.hasResolution(effectId)));
      run.wakeUps.takeResolution(effectId);
      const effect = await run.calls.record(`Reads what was decided about ${node.name}`, (activities, scope) =>
        activities.readEffect({ ...scope, effectId }),
      );
      if (effect.state !== 'unknown') {
        delete record.error;
        record.status = 'running';
        run.endWaiting(record);
        await run.goOn();
        return effect;
      }
    }
  } finally {
    run.wakeUps.forget(effectId);
    run.endWaiting(record);
  }
}
