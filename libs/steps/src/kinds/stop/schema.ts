import { STOP_OUTCOMES } from '@jarvis/vocabulary';
import { z } from 'zod';
import { TextTemplate } from '../../fields.js';
import { common } from '../../step-base.js';

export const schema = z
  .strictObject({
    kind: z.literal('stop'),
    ...common,
    outcome: z.enum(STOP_OUTCOMES).meta({ description: 'How the run ends.' }),
    message: TextTemplate.optional().meta({ description: 'Why, for people.' }),
  })
  .meta({ title: 'Stop', description: 'Ends the run.' });
export type StopStep = z.infer<typeof schema>;
