import { Json } from '@jarvis/json';
import { z } from 'zod';
import { TextTemplate } from '../../fields.js';
import { activity } from '../../step-base.js';

export const schema = z
  .strictObject({
    kind: z.literal('model'),
    ...activity,
    model: z.string().min(1).max(120).optional().meta({ description: 'Model id; default: the installation’s.' }),
    system: TextTemplate.optional().meta({ description: 'Standing instructions for the model.' }),
    prompt: TextTemplate.min(1).meta({ description: 'What is asked; may hold `${{ CEL }}`.' }),
    output: z
      .record(z.string(), Json)
      .meta({ description: 'JSON Schema of the answer; `steps.<id>.output` is a value of it.' }),
    maxTokens: z
      .int()
      .min(1)
      .max(64_000)
      .optional()
      .meta({ default: 1024, description: 'Longest answer in tokens; default 1024.' }),
  })
  .meta({ title: 'Model', description: 'Asks a language model for a typed answer.' });
export type ModelStep = z.infer<typeof schema>;
