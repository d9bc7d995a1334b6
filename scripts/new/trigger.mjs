import { addEntry, addImport, inWords, pascal } from './edits.mjs';

/** A kind of trigger that nothing fires by itself yet: written, checked, described, shown and armed. */
export function plan(name) {
  const [type, label] = [pascal(name), inWords(name)];
  const folder = `libs/triggers/src/kinds/${name}`;
  const circle = `  import Circle from '~icons/lucide/circle';`;
  const typed = (part) => `import type { KindOfTrigger } from '../../kind.js';
import type { ${type}Trigger } from './schema.js';

export const ${part}: KindOfTrigger<${type}Trigger>['${part}'] =`;
  return {
    files: {
      [`${folder}/schema.ts`]: `import { z } from 'zod';

export const schema = z
  .strictObject({
    kind: z.literal('${name}'),
    name: z.string().min(1).max(120).meta({ description: 'What it is called.' }),
  })
  .meta({ title: '${label}', description: 'Say in a sentence when it starts a run.' });
export type ${type}Trigger = z.infer<typeof schema>;
`,
      [`${folder}/check.ts`]: `${typed('check')} () => [];\n`,
      [`${folder}/describe.ts`]: `${typed('describe')} ({ name }) => \`When \${name} happens\`;\n`,
      [`${folder}/arm.ts`]: `${typed('arm')} () => ({ type: 'nothing' });\n`,
      [`${folder}/display.ts`]: `import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: '${label}',
  short: '${label}',
  blank: () => ({ name: '' }),
  fields: [{ label: 'Name', name: 'name' }],
};
`,
      [`${folder}/index.ts`]: `export { arm } from './arm.js';
export { check } from './check.js';
export { describe } from './describe.js';
export { schema } from './schema.js';
`,
      [`${folder}/${name}.spec.ts`]: `import { expect, it } from '@jest/globals';
import { armTrigger, checkTrigger, describeTrigger, Trigger } from '../../index.js';

it('is written, checked, described and armed', () => {
  const trigger = Trigger.parse({ kind: '${name}', name: 'it' });
  expect([checkTrigger(trigger), describeTrigger(trigger), armTrigger(trigger)]).toEqual([
    [],
    'When it happens',
    { type: 'nothing' },
  ]);
});
`,
    },
    changes: [
      {
        path: 'libs/vocabulary/src/index.ts',
        edits: [addEntry(`, '${name}'`, { start: 'TRIGGER_KINDS = [', end: ']' })],
      },
      {
        path: 'libs/triggers/src/kinds.ts',
        edits: [
          addImport(`import * as ${name} from './kinds/${name}/index.js';`, /from '\.\/kinds\//),
          addEntry(`, ${name}: ${name}.schema`, { start: 'TRIGGER_SCHEMAS = {', end: '}' }),
          addEntry(`, ${name}`, { start: 'KindOfTrigger<TriggerOf<Kind>> } = {', end: '}' }),
        ],
      },
      {
        path: 'libs/triggers/src/display.ts',
        edits: [
          addImport(`import { display as ${name} } from './kinds/${name}/display.js';`, /from '\.\/kinds\//),
          addEntry(`, ${name}`, {
            start: 'TRIGGER_DISPLAYS: Readonly<Record<TriggerKind, TriggerDisplay>> = {',
            end: '}',
          }),
        ],
      },
      {
        path: 'apps/admin/src/lib/components/flow/TriggerIcon.svelte',
        edits: [
          (text) =>
            addEntry(`, ${name}: Circle`, { start: 'Record<TriggerKind, typeof Hand> = {', end: '}' })(
              // Another new kind may have the icon already.
              text.includes(circle) ? text : addImport(circle, /from '~icons/)(text),
            ),
        ],
      },
    ],
    next: [
      `write what starts it: ${folder}/arm.ts gives what has to be there (libs/triggers/src/armed.ts)`,
      'choose its icon in apps/admin/src/lib/components/flow/TriggerIcon.svelte; the database needs no migration',
      'UPDATE_DOCS=1 npm test -- unit libs/compiler puts it into README.md and docs/definition-language.md',
      'the document of the API names it: npm run openapi -w @jarvis/api, then npm run api:generate -w @jarvis/admin',
    ],
  };
}
