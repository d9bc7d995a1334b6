import { addBefore, addEntry, addImport, camel, inWords, pascal } from './edits.mjs';

/** A kind of step that gives the value of an expression: every file is there and does something. */
export function plan(name) {
  const [type, constant, label] = [pascal(name), camel(name), inWords(name)];
  const entry = name === constant ? name : `'${name}': ${constant}`;
  const folder = `libs/steps/src/kinds/${name}`;
  const list = { start: 'const KINDS = {', end: '}' };
  return {
    files: {
      [`${folder}/display.ts`]: `import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: '${label}',
  icon: 'M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0',
  id: '${constant}',
  blank: { value: '' },
  lists: [],
  describe(step) {
    const value = textIn(step, 'value');
    return value === '' ? 'No value given yet' : \`Gives \${value}\`;
  },
};
`,
      [`${folder}/form.ts`]: `import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

export const form: StepForm = {
  fields: [{ label: 'Value', path: ['value'], mode: 'condition' }],
  settings: SETTINGS,
};
`,
      [`${folder}/schema.ts`]: `import { z } from 'zod';
import { Condition } from '../../fields.js';
import { common } from '../../step-base.js';

export const schema = z
  .strictObject({
    kind: z.literal('${name}'),
    ...common,
    value: Condition.meta({ description: 'CEL expression; what it gives is the output of the step.' }),
  })
  .meta({ title: '${label}', description: 'Gives the value of an expression.' });
export type ${type}Step = z.infer<typeof schema>;
`,
      [`${folder}/node.ts`]: `import { z } from 'zod';
import { Expression, nodeBase } from '../../node-base.js';

export const node = z.object({
  kind: z.literal('${name}'),
  ...nodeBase,
  value: Expression,
});
export type ${type}Node = z.infer<typeof node>;
`,
      [`${folder}/compile.ts`]: `import {
  baseOf,
  checkSource,
  placeOf,
  stateAfter,
  type Compiled,
  type StepCompiler,
  type StepSite,
} from '@jarvis/compiler/kit';
import { ANY } from '@jarvis/expressions';
import type { ${type}Node } from '../../nodes.js';
import type { ${type}Step } from './schema.js';

/** The value of an expression. */
function compile(site: StepSite<${type}Step>): Compiled {
  const { source } = checkSource(site.step.value, placeOf(site, 'value'));
  const node: ${type}Node = { kind: '${name}', ...baseOf(site), value: source };
  return { nodes: [node], state: stateAfter(site), terminates: false };
}

export const compiler: StepCompiler<${type}Step, ${type}Node> = {
  compile,
  outputShape: () => ANY,
  group: (_node, { before }) => before,
};
`,
      [`${folder}/run.ts`]: `import { completed, evaluate, type Frame, type NodeOutcome } from '@jarvis/interpreter/kit';
import type { StepRecord } from '@jarvis/plan';
import type { ${type}Node } from './node.js';

/** Gives the value of an expression. */
export function runNode(node: ${type}Node, frame: Frame, record: StepRecord): NodeOutcome {
  const output = evaluate(node.value, frame);
  frame.run.timeline.finish(record, 'succeeded', { output });
  return completed(output);
}
`,
      [`${folder}/${name}.spec.ts`]: `import { describe, expect, it } from '@jest/globals';
import { display } from './display.js';
import { node } from './node.js';
import { schema } from './schema.js';

describe('${name}', () => {
  it('is written with a value, and with nothing unknown', () => {
    const step = { kind: '${name}', id: 'first', value: '1 + 1' };
    expect(schema.parse(step)).toEqual(step);
    expect(schema.safeParse({ ...step, valeu: '' }).success).toBe(false);
  });

  it('stands in a plan', () => {
    const written = { kind: '${name}', id: 'first', path: 'steps[0]', name: 'First', value: '1 + 1' };
    expect(node.parse(written)).toEqual(written);
  });

  it('says what it does', () => {
    expect(display.describe({ value: '1 + 1' }, () => undefined)).toBe('Gives 1 + 1');
    expect(display.describe(display.blank, () => undefined)).toBe('No value given yet');
  });
});
`,
    },
    changes: [
      ...[
        ['display', 'display', { start: 'const DISPLAYS = {', end: '}' }],
        ['form', 'form', { start: 'STEP_FORMS: Readonly<Record<StepKind, StepForm>> = {', end: '}' }],
        ['compile', 'compiler', list],
        ['run', 'runNode', list],
      ].map(([file, exported, at]) => ({
        path: `libs/steps/src/${file}.ts`,
        edits: [
          addImport(`import { ${exported} as ${constant} } from './kinds/${name}/${file}.js';`, /from '\.\/kinds\//),
          addEntry(`, ${entry}`, at),
        ],
      })),
      ...[
        ['language', 'schema', 'Step', 'Handling<Step>', 'const KINDS = {', '\n/** Steps inside a step.'],
        ['nodes', 'node', 'Node', 'NodeHandling<PlanNode>', 'NODES = {', '\n/** Nodes inside a node.'],
      ].map(([file, part, suffix, handling, start, mark]) => ({
        path: `libs/steps/src/${file}.ts`,
        edits: [
          addImport(`import * as ${constant} from './kinds/${name}/${part}.js';`, /from '\.\/kinds\//),
          addBefore(
            `export interface ${type}${suffix} extends ${constant}.${type}${suffix}, ${handling} {}\n`,
            `export type ${suffix === 'Step' ? 'Step' : 'PlanNode'} =`,
          ),
          (text) => text.replace(`;\n${mark}`, () => ` | ${type}${suffix};\n${mark}`),
          addEntry(`, ${name === constant ? name : `'${name}'`}: ${constant}.${part}`, { start, end: '}' }),
        ],
      })),
    ],
    next: [
      `write what it does into ${folder}, file by file; docs/architecture.md says what each is for`,
      'UPDATE_DOCS=1 npm test -- unit libs/compiler puts it into README.md and docs/definition-language.md',
      'give it an icon of its own in display.ts',
      'optional: a case in apps/worker/test/support/reference.ts, the second evaluator of tests; without one their random rules leave it out',
    ],
  };
}
