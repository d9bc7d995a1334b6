import type { Action } from '@jarvis/connector-kit';
import { z } from 'zod';
import { RunStatusShape } from '../http/shapes.js';

/** What became of a call through a door. */
export const doorAnswer = ({ output }: Action) =>
  z.object({
    runId: z.uuid(),
    status: RunStatusShape,
    waitingFor: z.string().nullable().meta({ description: 'what a waiting run waits for, in words' }),
    output: output.nullable().meta({ description: 'of the action; null until it has succeeded' }),
  });
