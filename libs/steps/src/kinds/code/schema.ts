import { Json } from '@jarvis/json';
import { z } from 'zod';
import { Duration } from '../../fields.js';
import { common } from '../../step-base.js';

/** Longest code, in characters. */
const MAX_CODE = 20_000;

export const schema = z
  .strictObject({
    kind: z.literal('code'),
    ...common,
    with: z
      .record(z.string().max(64), Json)
      .optional()
      .meta({ description: 'What the code reads, each by its name; strings may hold `${{ CEL }}`.' }),
    code: z
      .string()
      .max(MAX_CODE)
      .meta({ description: 'JavaScript: the inside of a function. What it returns is the output of the step.' }),
    output: z.record(z.string(), Json).optional().meta({
      description: 'JSON Schema of the result; with it later steps know its fields, and another result fails.',
    }),
    timeout: Duration.optional().meta({
      default: '1s',
      description: 'Time of the processor that the code may take; default `1s`, at most `10s`.',
    }),
  })
  .meta({ title: 'Code', description: 'Computes a value in JavaScript that reaches nothing but its inputs.' });
export type CodeStep = z.infer<typeof schema>;
