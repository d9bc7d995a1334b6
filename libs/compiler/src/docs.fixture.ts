import { createConnectors } from '@jarvis/connectors';
import { FUNCTIONS, MACROS, signatureOf } from '@jarvis/expressions';
import { PROBLEM_CODES, definitionJsonSchema } from '@jarvis/rules';
import type { Connector, Trigger } from '@jarvis/connector-kit';
import { STEP_DISPLAYS } from '@jarvis/steps/display';
import { TRIGGER_DISPLAYS } from '@jarvis/triggers/display';
import { ALWAYS_KEPT, schemeOf } from '@jarvis/webhook-schemes';
import { SCHEME_DISPLAYS, WEBHOOK_SCHEMES, type WebhookScheme } from '@jarvis/webhook-schemes/display';
import { settingsOf } from '@jarvis/webhook-schemes/settings';
import { z } from 'zod';

const Field = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  description: z.string().optional(),
  anyOf: z.array(z.unknown()).optional(),
});
const ObjectSchema = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  properties: z.record(z.string(), Field),
  required: z.array(z.string()).default([]),
});
type ObjectSchema = z.infer<typeof ObjectSchema>;
const Root = ObjectSchema.extend({
  $defs: z.looseObject({
    Step: z.object({ oneOf: z.array(ObjectSchema) }),
    Trigger: z.object({ oneOf: z.array(ObjectSchema) }),
  }),
});

const COMMON = ['id', 'name', 'note', 'if', 'onError', 'compensate'];

/** The generated sections of README.md and docs/definition-language.md, by name. */
export function generatedSections(): Record<string, string> {
  const root = Root.parse(definitionJsonSchema());
  const steps = root.$defs.Step.oneOf;
  const [first] = steps;
  if (!first) throw new Error('The schema has no steps.');
  return {
    kinds: kindsTable(),
    definition: fieldTable(root, () => true),
    triggers: root.$defs.Trigger.oneOf.map((trigger) => section('###', trigger, () => true)).join('\n\n'),
    settings: settingsOfWebhook(root)
      .map((schema) => `### ${schema.title ?? ''}\n\n${schema.description ?? ''}\n\n${fieldTable(schema, () => true)}`)
      .join('\n\n'),
    platforms: createConnectors().listTriggers().map(sectionOfPlatformTrigger).join('\n\n'),
    common: fieldTable(first, (name) => COMMON.includes(name)),
    steps: steps.map((step) => section('###', step, (name) => !COMMON.includes(name))).join('\n\n'),
    headers: table(
      ['signature', 'headers that are kept'],
      WEBHOOK_SCHEMES.map((name) => [code(name), keptHeaders(name)]),
    ),
    functions: table(
      ['function', 'what it gives'],
      [...MACROS.map(({ signature, doc }) => [code(signature), doc]), ...functionRows()],
    ),
    problems: table(
      ['code', 'severity', 'meaning'],
      Object.entries(PROBLEM_CODES).map(([name, { severity, meaning }]) => [code(name), severity, meaning]),
    ),
  };
}

/** What rules are made of, in the words of the admin. */
function kindsTable(): string {
  const labels = (shown: object) => Object.values(shown).map(({ label }: { label: string }) => label);
  const signatures = Object.values(SCHEME_DISPLAYS).map(({ label }) => label);
  const rows = {
    'A run starts when': labels(TRIGGER_DISPLAYS),
    'Webhooks are signed by': signatures,
    'A step is': labels(STEP_DISPLAYS),
    'Platforms are': createConnectors().listConnectors().map(platformWords),
  };
  return table(
    ['', ''],
    Object.entries(rows).map(([what, words]) => [what, words.join(' · ')]),
  );
}

function platformWords({ title, triggers = [] }: Connector): string {
  return triggers.length === 0 ? title : `${title}: ${triggers.map((trigger) => trigger.title).join(', ')}`;
}

function keptHeaders(name: WebhookScheme): string {
  if (settingsOf(name))
    return `${ALWAYS_KEPT.map(code).join(', ')}, and those that \`idHeader\` and \`eventHeader\` name`;
  return [...ALWAYS_KEPT, ...schemeOf(name, {}).keptHeaders].map(code).join(', ');
}

function settingsOfWebhook(root: z.infer<typeof Root>): ObjectSchema[] {
  const webhook = root.$defs.Trigger.oneOf.find(({ properties }) => properties['kind']?.const === 'webhook');
  return (webhook?.properties['with']?.anyOf ?? []).map((schema) => ObjectSchema.parse(schema));
}

function sectionOfPlatformTrigger({ id, title, description, settings, event }: Trigger): string {
  const tableOf = (schema: z.ZodType, io: 'input' | 'output') =>
    fieldTable(ObjectSchema.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' })), () => true);
  const taken = tableOf(settings, 'input');
  return [
    `#### ${title} (\`uses: ${id}\`)`,
    description,
    taken === '' ? 'It takes no settings.' : taken,
    'What it reads as `event`:',
    tableOf(event, 'output'),
  ].join('\n\n');
}

function functionRows(): string[][] {
  return FUNCTIONS.map((spec) => [code(signatureOf(spec)), spec.doc]);
}

function section(level: string, schema: ObjectSchema, wanted: (name: string) => boolean): string {
  const kind = String(schema.properties['kind']?.const);
  const fields = fieldTable(schema, (name) => name !== 'kind' && wanted(name));
  return `${level} ${schema.title ?? kind} (\`kind: ${kind}\`)\n\n${schema.description ?? ''}${fields === '' ? '' : `\n\n${fields}`}`;
}

function fieldTable({ properties, required }: ObjectSchema, wanted: (name: string) => boolean): string {
  const rows = Object.entries(properties)
    .filter(([name]) => wanted(name))
    .map(([name, field]) => [
      `${code(name)}${required.includes(name) ? '' : ' (optional)'}`,
      typeOf(field),
      field.description ?? '',
    ]);
  return rows.length === 0 ? '' : table(['field', 'type', 'meaning'], rows);
}

function typeOf(field: z.infer<typeof Field>): string {
  if (field.const !== undefined) return code(JSON.stringify(field.const));
  if (field.enum) return field.enum.map((value) => code(String(value))).join(', ');
  if (field.pattern?.includes('ms|s|m|h|d')) return 'duration';
  if (field.$ref?.endsWith('Trigger')) return 'trigger';
  if (field.$ref) return 'steps';
  if (field.type === undefined) return field.anyOf ? typesOf(field.anyOf) : 'number or text';
  return [field.type]
    .flat()
    .map((type) => (type === 'array' ? 'list' : type))
    .join(' or ');
}

function typesOf(choices: unknown[]): string {
  return [...new Set(choices.map((choice) => typeOf(Field.parse(choice))))].join(' or ');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
