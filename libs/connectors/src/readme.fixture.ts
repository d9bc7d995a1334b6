import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action, Connector, Door, SignIn, Trigger } from '@jarvis/connector-kit';
import type { StandIn } from '@jarvis/stand-in-kit';
import { z } from 'zod';

const Schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

/** What a platform's README says: all of it is read from its folder. */
export function readmeOf(
  connector: Connector,
  { folder, standIn }: { folder: string; standIn: StandIn | undefined },
): string {
  const { title, description, platform, auth, actions, hosts, triggers = [], hook, doors = [] } = connector;
  const sources = sourcesIn(folder);
  return [
    `# ${title}`,
    `${description} Written by \`UPDATE_DOCS=1 npm test -- unit libs/connectors/src/readme\` from what this folder says.`,
    '## Connecting',
    ...(auth.length === 0 ? ['It needs no account.'] : auth.map(signInWords)),
    ...(hosts.length === 0 ? [] : [`Its credentials go to ${hosts.map(code).join(', ')} and nowhere else.`]),
    '## Actions',
    table(['action', 'what it does', 'input', 'output', 'effect', 'risk', 'repeats'], actions.map(actionRow)),
    ...(triggers.length === 0
      ? []
      : ['## Triggers', table(['trigger', 'when', 'settings', 'event', 'looked at'], triggers.map(triggerRow))]),
    ...(hook === undefined
      ? []
      : [`Deliveries to \`/hooks/platforms/${platform}\` have them looked at without waiting. ${hook.setUp}`]),
    ...(doors.length === 0
      ? []
      : [
          '## Doors',
          table(
            ['route', 'action'],
            doors.map((door) => doorRow(platform, door)),
          ),
        ]),
    ...(standIn === undefined ? [] : ['## Stand-in', standInWords(standIn)]),
    ...(sources.length === 0 ? [] : ['## Sources', sources.map((source) => `- <${source}>`).join('\n')]),
  ].join('\n\n');
}

function signInWords(way: SignIn): string {
  if (way.kind === 'api-key') return `With keys: ${fieldsOf(way.credentials, 'input')}.`;
  const scopes = table(
    ['scope', 'why'],
    way.scopes.map(({ name, why }) => [code(name), why]),
  );
  return `By consent at ${way.vendor} (OAuth 2):\n\n${scopes}`;
}

const REPEATS = {
  native: 'harmless',
  lookup: 'after a look whether it happened',
  none: 'never by itself',
};

function actionRow({ id, title, input, output, effect, baseRisk, idempotency }: Action): string[] {
  return [
    code(id),
    title,
    fieldsOf(input, 'input'),
    fieldsOf(output, 'output'),
    effect,
    baseRisk,
    REPEATS[idempotency],
  ];
}

const triggerRow = ({ id, title, settings, event, everyMs }: Trigger): string[] => [
  code(id),
  title,
  fieldsOf(settings, 'input'),
  fieldsOf(event, 'output'),
  `every ${(everyMs / 1000).toString()} s`,
];

const doorRow = (platform: string, { method, path, action }: Door): string[] => [
  code(`${method} /api/v1/integrations/${platform}/${path}`),
  code(action.id),
];

function standInWords({ oauth, pages }: StandIn): string {
  const signIn = oauth ? `signs people in as ${oauth.title} does` : 'takes any token';
  return `In the sandbox it speaks the wire format of the hosts above and ${signIn}${pages ? `; what was done is shown at ${code(pages.link.href)}` : ''}.`;
}

/** Names; those that may be left out with a question mark. */
function fieldsOf(schema: z.ZodType, io: 'input' | 'output'): string {
  const { properties, required } = Schema.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  return Object.keys(properties)
    .map((name) => code(required.includes(name) ? name : `${name}?`))
    .join(', ');
}

/** Addresses that comments name as a source, each once. */
function sourcesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const found = files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/Source: (https:\S+)/g)]);
  return [...new Set(found.map(([, address = '']) => address))].sort();
}

const code = (text: string) => `\`${text}\``;

function table(head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
