import { FAILURE } from '@jarvis/plan';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import { isUnsealed } from '@jarvis/interpreter/unsealed';

/** An activity takes orders from our workflows only: Temporal lets others start activities on our task queue as well. */
export function refuseUnsealed(): ActivityInterceptors {
  return {
    inbound: {
      execute: (input, next) => {
        if (input.args.length > 0 && !input.args.some(isUnsealed)) return next(input);
        throw ApplicationFailure.nonRetryable(
          'This activity is not run: its input was not sealed by a workflow of this installation.',
          FAILURE.notOurs,
        );
      },
    },
  };
}
