import { z } from 'zod';
import { writeDraft } from './draft.js';
import type { IssueFacts } from './read-prompt.js';

/** The parts of a JSON Schema that a structured output may use. */
const Node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  $ref: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  format: z.string().optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
});

type Node = z.infer<typeof Node>;

const MAX_VALUES = 2_000;
const MAX_ITEMS = 1_000;

/** Answers with a value of `schema` about the issue; the names of the fields say what goes where. */
export function fillSchema(schema: unknown, facts: IssueFacts, variant = 0): unknown {
  const root = Node.parse(schema);
  return fill(root, 'text', { facts, variant, root, depth: 0, left: { values: MAX_VALUES } });
}

interface Scope {
  facts: IssueFacts;
  variant: number;
  root: Node;
  depth: number;
  /** Values that may still be made: a schema names sizes as it likes. */
  left: { values: number };
}

function fill(node: Node, name: string, scope: Scope): unknown {
  scope.left.values -= 1;
  if (scope.depth > 12 || scope.left.values < 0) return null;
  const inner = { ...scope, depth: scope.depth + 1 };
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[0];
  const alternative = node.anyOf?.[0] ?? node.allOf?.[0] ?? scope.root.$defs?.[node.$ref?.split('/').at(-1) ?? ''];
  if (alternative !== undefined) return fill(Node.parse(alternative), name, inner);
  const type = Array.isArray(node.type) ? node.type.find((item) => item !== 'null') : node.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(node.properties ?? {}).map(([key, child]) => [key, fill(Node.parse(child), key, inner)]),
      );
    case 'array':
      return fillArray(node, name, inner);
    case 'number':
    case 'integer':
      return fillNumber(node, name, type === 'integer', scope.facts);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return fillText(node, name, scope);
  }
}

function fillArray(node: Node, name: string, scope: Scope): unknown[] {
  if (/tags?$/i.test(name)) return ['opensource'];
  const count = Math.min(Math.max(limitOf(node, 'minItems') ?? 1, 1), MAX_ITEMS);
  const items: unknown[] = [];
  while (items.length < count && scope.left.values > 0)
    items.push(fill(Node.parse(node.items ?? { type: 'string' }), name, scope));
  return items;
}

function fillNumber(node: Node, name: string, isInteger: boolean, facts: IssueFacts): number {
  if (/number|issue/i.test(name) && facts.number) return Number(facts.number);
  const minimum = limitOf(node, 'minimum') ?? 0;
  const maximum = limitOf(node, 'maximum') ?? (isInteger ? 100 : 1);
  const value = minimum + (maximum - minimum) * writeDraft(facts).confidence;
  return isInteger ? Math.round(value) : Math.round(value * 100) / 100;
}

function fillText(node: Node, name: string, { facts, variant }: Scope): string {
  const limit = limitOf(node, 'maxLength');
  const draft = writeDraft(facts, { variant, limit });
  const text = textFor(node, name, facts, draft);
  return limit === undefined ? text : text.slice(0, limit);
}

function textFor({ format }: Node, name: string, facts: IssueFacts, draft: ReturnType<typeof writeDraft>): string {
  if (format === 'uri' || /ur[il]|link/i.test(name)) return facts.url ?? 'https://github.com';
  if (/reason|rationale|why|explanation|justif|note/i.test(name)) return draft.reasoning;
  if (/subject|headline|heading|title|summary/i.test(name)) return draft.headline;
  if (/tone|style/i.test(name)) return 'friendly';
  if (/lang/i.test(name)) return 'en';
  return draft.text;
}

/** A limit of the schema itself, or one the SDK moved into the description because the API does not enforce it. */
function limitOf(node: Node, key: 'maxLength' | 'minimum' | 'maximum' | 'minItems'): number | undefined {
  const moved = new RegExp(`${key}: (-?\\d+(?:\\.\\d+)?)`).exec(node.description ?? '')?.[1];
  return node[key] ?? (moved === undefined ? undefined : Number(moved));
}
