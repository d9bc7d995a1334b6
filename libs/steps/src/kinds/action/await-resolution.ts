import type { Run } from '@jarvis/interpreter/kit';
import { EFFECT_UNKNOWN, type EffectOutcome, type PerformActionResult, type StepRecord } from '@jarvis/plan';
import { condition } from '@temporalio/workflow';
import type { ActionNode } from './node.js';

interface Unresolved {
  run: Run;
  record: StepRecord;
  node: ActionNode;
  unknown: Extract<PerformActionResult, { status: 'unknown' }>;
}

/**
 * Waits until a person has said whether an effect of unknown outcome happened. There is no deadline: repeating it
 * blindly or dropping it would both be guesses. The signal only wakes; the row says what was decided.
 */
export async function awaitResolution({
  run,
  record,
  node,
  unknown: { effectId, message, attempts },
}: Unresolved): Promise<Exclude<EffectOutcome, { state: 'unknown' }>> {
  const reason = `somebody to say whether "${node.name}" happened`;
  record.attempts = attempts;
  record.status = 'waiting';
  record.error = { code: EFFECT_UNKNOWN, message, stepPath: node.path };
  run.beginWaiting(reason);
  await run.calls.record(`Waits for ${reason}`, (activities, scope) =>
    activities.recordProgress({ ...scope, status: 'waiting', waitingFor: reason }),
  );
  for (;;) {
    await condition(() => run.wakeUps.hasResolution(effectId));
    run.wakeUps.takeResolution(effectId);
    const effect = await run.calls.record(`Reads what was decided about ${node.name}`, (activities, scope) =>
      activities.readEffect({ ...scope, effectId }),
    );
    if (effect.state !== 'unknown') {
      delete record.error;
      record.status = 'running';
      run.endWaiting();
      await run.calls.goOn();
      return effect;
    }
  }
}
