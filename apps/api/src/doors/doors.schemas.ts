import type { Action } from '@jarvis/connector-kit';
import { z } from 'zod';
import { RunStatusShape } from '../http/shapes.js';

/** What became of a call through a door. */
export const doorAnswer = ({ output }: Action) =>
  z.object({
    runId: z.uuid(),
    status: RunStatusShape,
    waitingFor: z.string().nullable().meta({ description: 'what a waiting run waits for, in words' }),
    // A person who settles an effect says what they know, which need not be all that the action gives.
    output: z
      .union([output, z.record(z.string(), z.unknown())])
      .nullable()
      .meta({
        description: 'of the action, or what a person said where nobody else could tell; null until it has succeeded',
      }),
  });

/** Beside 200, by which the run has succeeded. */
export const OTHER_ANSWERS = {
  202: 'The run waits for a person, or takes longer than a call should. Ask again with the same Idempotency-Key.',
  400: 'The input is not valid; nothing was started',
  404: 'What the input names is not there on the platform',
  409: 'The key was used with another input, the run was rejected, expired or cancelled, or the platform has a conflict',
  413: 'The input is more than a run can carry; nothing was started',
  422: 'There is no usable connection, or the run failed',
  429: 'Too many calls, here or on the platform',
  503: 'The platform cannot be reached',
};
