import {
  createRegistry,
  defineAction,
  defineConnector,
  defineTrigger,
  type Action,
  type ActionSpec,
  type Trigger,
} from '@jarvis/connector-kit';
import { Json } from '@jarvis/json';
import type { Plan } from '@jarvis/plan';
import { z } from 'zod';
import { hashJson } from './hash-json.js';
import type { CompilerConnection, CompilerRule } from './kit/context.js';

type Traits<Input> = Partial<
  Pick<ActionSpec<Input, unknown>, 'effect' | 'idempotency' | 'expectedMs' | 'connection' | 'address' | 'risk'>
>;

function action<Input>(
  id: `${string}.${string}`,
  input: z.ZodType<Input>,
  output: z.ZodType,
  traits: Traits<Input> = {},
): Action {
  return defineAction({
    id,
    title: `Title of ${id}`,
    description: '',
    input,
    output,
    effect: 'write',
    idempotency: 'none',
    risk: 'low',
    timeoutMs: 10_000,
    expectedMs: 1_000,
    connection: 'none',
    preview: () => ({ kind: 'text', text: '' }),
    sample: () => ({}),
    run: () => Promise.reject(new Error('not run in these tests')),
    ...traits,
  });
}

const Note = z.strictObject({
  title: z.string().min(1),
  level: z.int().optional(),
  tags: z.array(z.string()).optional(),
});

const letterArrives = defineTrigger({
  id: 'post.letter-arrives',
  title: 'A letter arrives',
  description: '',
  settings: z.strictObject({ box: z.string().min(1).default('front'), stamped: z.boolean().optional() }),
  event: z.object({ id: z.string(), sender: z.object({ name: z.string() }) }),
  sample: () => ({ id: '1', sender: { name: 'Ann' } }),
  dedupeKey: ({ id }) => id,
  summary: ({ sender }) => sender.name,
  poll: {
    everyMs: 1_000,
    cursor: z.object({}),
    begin: () => Promise.reject(new Error('not run in these tests')),
    fetch: () => Promise.reject(new Error('not run in these tests')),
  },
});

/** Connectors with one action of each temper, and a trigger. */
export const registry = createRegistry([
  connector('core', [
    action('core.log', Note, Note, { idempotency: 'native', expectedMs: 5 }),
    action('core.slow-log', Note, Note, { idempotency: 'native', expectedMs: 5_000 }),
    action('core.read', z.strictObject({ key: z.string() }), z.object({ value: z.string(), count: z.number() }), {
      effect: 'read',
      expectedMs: 200,
    }),
    action('core.transform', z.strictObject({ value: Json }), z.object({ value: Json }), {
      effect: 'pure',
      idempotency: 'native',
      expectedMs: 1,
    }),
    action('core.call', z.strictObject({ url: z.string() }), z.object({}), { address: 'url' }),
  ]),
  connector(
    'post',
    [
      action(
        'post.publish',
        z.strictObject({ text: z.string().max(280), reply: z.string().optional() }),
        z.object({ url: z.string() }),
        { risk: 'high', connection: 'required' },
      ),
      action('post.send', z.strictObject({ to: z.string(), urgent: z.boolean() }), z.object({}), {
        risk: ({ urgent }) => ({ level: urgent ? 'high' : 'low', reasons: [] }),
      }),
      action('post.comment', z.strictObject({ text: z.string() }), z.object({ url: z.string() }), {
        risk: 'medium',
        connection: 'required',
      }),
    ],
    [letterArrives],
  ),
]);

function connector(platform: string, actions: Action[], triggers: Trigger[] = []): ReturnType<typeof defineConnector> {
  return defineConnector({
    platform,
    title: platform === 'post' ? 'Post Office' : 'Core',
    description: '',
    category: 'core',
    icon: { path: 'M0 0h1', drawn: 'line' },
    capabilities: [],
    auth: [],
    hosts: [],
    actions,
    triggers,
    checkHealth: async () => ({ status: 'healthy', message: '' }),
  });
}

export const POST_ID = '018f0000-0000-7000-8000-000000000001';
export const SECOND_POST_ID = '018f0000-0000-7000-8000-000000000002';

export const connections: CompilerConnection[] = [{ id: POST_ID, platform: 'post', accountName: '@acme' }];
export const twoConnections: CompilerConnection[] = [
  ...connections,
  { id: SECOND_POST_ID, platform: 'post', accountName: 'other' },
];

/** Rules that others may call. */
export const rules: CompilerRule[] = [
  {
    id: '018f0000-0000-7000-8000-000000000011',
    name: 'Ship order',
    inputs: {
      type: 'object',
      properties: { order: { type: 'string' }, count: { type: 'integer', default: 1 } },
      required: ['order', 'count'],
      additionalProperties: false,
    },
    gives: {
      type: 'object',
      properties: { label: { type: 'string' } },
      required: ['label'],
      additionalProperties: false,
    },
  },
  { id: '018f0000-0000-7000-8000-000000000012', name: 'Tidy up' },
  { id: '018f0000-0000-7000-8000-000000000013', name: 'Twice' },
  { id: '018f0000-0000-7000-8000-000000000014', name: 'Twice' },
];

/** A definition with these steps. */
export function rule(steps: unknown[], rest: Record<string, unknown> = {}): Record<string, unknown> {
  return { format: 1, name: 'Test', trigger: { kind: 'manual' }, steps, ...rest };
}

export const log = { kind: 'action', uses: 'core.log', with: { title: 'x' } };
export const publish = { kind: 'action', uses: 'post.publish', with: { text: 'x' } };

/** What a plan's hash must be. */
export function hashOf({ hash: _, ...body }: Plan): string {
  return hashJson(body);
}
