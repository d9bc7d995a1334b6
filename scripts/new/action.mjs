import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../lib/files.mjs';
import { Problem } from '../lib/words.mjs';
import { addEntry, addImport, camel, inWords } from './edits.mjs';

/** An action that reads one thing over HTTP from its platform's first host. */
export function plan(id) {
  const [platform, verb] = id.split('.');
  const index = `libs/connectors/src/${platform}/index.ts`;
  if (!existsSync(join(repository, index))) {
    throw new Problem(`There is no platform ${platform}. Make it first: npm run new -- platform ${platform}`);
  }
  const [host] = /hosts: \['([^']+)'/.exec(readFileSync(join(repository, index), 'utf8'))?.slice(1) ?? ['example.com'];
  const [bound = 'vendor'] =
    /export const (\w+)/
      .exec(readFileSync(join(repository, `libs/connectors/src/${platform}/platform.ts`), 'utf8'))
      ?.slice(1) ?? [];
  const name = `${camel(verb)}Action`;
  const file = `libs/connectors/src/${platform}/actions/${verb}.action.ts`;
  return {
    files: {
      [file]: `import { z } from 'zod';
import { ${bound} } from '../platform.js';

const Input = z.strictObject({
  id: z.string().min(1).max(200).meta({ title: 'Id', description: 'What to read.' }),
});
const Output = z.object({ id: z.string() });

/** Reads one thing. Source: the address of the vendor's documentation. */
export const ${name} = ${bound}.defineAction({
  id: '${verb}',
  title: '${inWords(verb)}',
  description: 'Reads one thing.',
  input: Input,
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 30_000,
  expectedMs: 1_000,
  connection: 'required',
  preview: ({ id }) => ({ kind: 'text', text: \`Reads \${id}\` }),
  sample: ({ id }) => ({ id }),
  async run({ id }, context) {
    const reply = await context.vendorFetch(\`https://${host}/things/\${encodeURIComponent(id)}\`, {
      signal: context.signal,
    });
    const found: unknown = await reply.json();
    return { output: ${bound}.parseReply(Output, found, 'a thing') };
  },
});
`,
      [`libs/connectors/src/${platform}/actions/${verb}.spec.ts`]: `import { describe, expect, it } from '@jest/globals';
import { createConnectors } from '../../index.js';

describe('${id}', () => {
  const action = createConnectors().getAction('${id}');

  it('is there, and says what it would do', () => {
    expect(action?.preview({ id: '1' })).toEqual({ kind: 'text', text: 'Reads 1' });
    expect(action?.effectOf({ id: '1' })).toBe('read');
  });

  it('gives a sample that fits its own output', () => {
    const sample = action?.sample({ id: '1' });
    expect(action?.output.parse(sample)).toEqual(sample);
  });
});
`,
    },
    changes: [
      {
        path: index,
        edits: [
          addImport(`import { ${name} } from './actions/${verb}.action.js';`, /from '\.\//),
          addEntry(`, ${name}`, { start: 'actions: [', end: ']' }),
        ],
      },
    ],
    next: [
      `write ${file}: input, output, effect, risk, findExisting for a write`,
      `teach the stand-in to answer it (libs/connectors/src/${platform}/stand-in), and test the two together`,
    ],
  };
}
