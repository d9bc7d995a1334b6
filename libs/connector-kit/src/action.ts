import { formatPath, pathOfIssue } from '@jarvis/issues';
import type { FeedAction, FeedStatus, FeedType, EffectKind, RiskLevel } from '@jarvis/vocabulary';
import type { z } from 'zod';
import { ConnectorError } from './errors.js';
import type { ActionContext } from './context.js';
import type { Preview } from './preview.js';

/** native: the key makes repeats harmless; lookup: `findExisting` can tell; none: a repeat would be a second effect. */
export type Idempotency = 'native' | 'lookup' | 'none';
export type ConnectionNeed = 'none' | 'optional' | 'required';

export interface RiskAssessment {
  level: RiskLevel;
  reasons: string[];
}

/** What an action gives back. `externalUrl` opens the thing for a person. */
export interface ActionResult<Output = unknown> {
  output: Output;
  externalId?: string;
  externalUrl?: string;
}

/** One entry of the activity feed. */
export interface FeedEntry {
  type: FeedType;
  action: FeedAction;
  title: string;
  description?: string;
  status: FeedStatus;
}

/** What an action tells the rules of the observatory: those that listen to a name, or the one that it calls by its id. */
type EmittedEvent = ({ name: string } | { call: string }) & {
  /** What they read as `event`. */
  body: Record<string, unknown>;
};

/** How a connector's author describes an action; see {@link defineAction}. */
export interface ActionSpec<Input, Output> {
  /** `<platform>.<verb-noun>`, such as `twitter.create-post`. */
  id: `${string}.${string}`;
  title: string;
  description: string;
  input: z.ZodType<Input>;
  output: z.ZodType<Output>;
  /** The worst case; `effectOf` may narrow it for one input (an HTTP GET). */
  effect: EffectKind;
  effectOf?(input: Input): EffectKind;
  /** The worst case; `idempotencyOf` may improve it for one input. */
  idempotency: Idempotency;
  idempotencyOf?(input: Input): Idempotency;
  risk: RiskLevel | ((input: Input) => RiskAssessment);
  /** Level before the input is known; only needed when `risk` is a function. Default medium. */
  baseRisk?: RiskLevel;
  /** Paths in input or output, such as `headers.*`, redacted when stored or served. */
  sensitive?: readonly string[];
  timeoutMs: number;
  /** Usual duration. Short actions that are reads, pure or keyed may run as local activities. */
  expectedMs: number;
  /** Whether it acts through a connection; `optional`: only when the step names one. */
  connection: ConnectionNeed;
  /** The field of its input that holds an address to call, where a rule says which. */
  address?: keyof Input & string;
  /** The field of its input that holds the id of a rule that it calls. */
  callee?: keyof Input & string;
  /** Left out: the action does not appear in the feed. */
  feed?: {
    type: FeedType;
    action: FeedAction;
    title(input: Input, output: Output): string;
    description?(input: Input, output: Output): string | undefined;
    status?(input: Input, output: Output): FeedStatus;
  };
  /** Of an action of our own: the event that the rules of the observatory hear in the transaction that confirms it. */
  emits?(input: Input): EmittedEvent;
  /** For the approval page. */
  preview(input: Input): Preview;
  /** A plausible output for rehearsal; must pass the output schema. */
  sample(input: Input): Output;
  run(input: Input, context: ActionContext): Promise<ActionResult<Output>>;
  /** Looks for the effect of an earlier attempt before repeating it; null when it is certain that there is none. */
  findExisting?(input: Input, context: ActionContext): Promise<ActionResult<Output> | null>;
}

/**
 * An action as the compiler, the API and the worker use it. Every method takes unvalidated values and parses them,
 * so that no caller has to know the types; a value that does not fit throws a {@link ConnectorError} `invalid-input`.
 */
export interface Action {
  readonly id: string;
  readonly platform: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly effect: EffectKind;
  /** Whether there is an input with which it only reads. */
  readonly canRead: boolean;
  readonly idempotency: Idempotency;
  readonly baseRisk: RiskLevel;
  readonly sensitive: readonly string[];
  readonly timeoutMs: number;
  readonly expectedMs: number;
  readonly connection: ConnectionNeed;
  /** The field of its input that holds an address to call. */
  readonly address: string | undefined;
  /** The field of its input that holds the id of a rule that it calls. */
  readonly callee: string | undefined;
  readonly canFindExisting: boolean;
  effectOf(input: unknown): EffectKind;
  idempotencyOf(input: unknown): Idempotency;
  assessRisk(input: unknown): RiskAssessment;
  describeForFeed(input: unknown, output: unknown): FeedEntry | null;
  emits(input: unknown): EmittedEvent | undefined;
  preview(input: unknown): Preview;
  sample(input: unknown): unknown;
  run(input: unknown, context: ActionContext): Promise<ActionResult>;
  findExisting(input: unknown, context: ActionContext): Promise<ActionResult | null>;
}

/** Turns an author's {@link ActionSpec} into an {@link Action} that parses at its edges. */
export function defineAction<Input, Output>(spec: ActionSpec<Input, Output>): Action {
  const platform = spec.id.slice(0, spec.id.indexOf('.'));
  const parseInput = (value: unknown): Input => parseWith(spec.input, value, { id: spec.id, platform });
  const parseResult = (result: ActionResult<Output>): ActionResult => ({
    ...result,
    output: parseOutput(spec.output, result.output, spec.id, platform),
  });

  return {
    id: spec.id,
    platform,
    title: spec.title,
    description: spec.description,
    input: spec.input,
    output: spec.output,
    effect: spec.effect,
    canRead: spec.effect === 'read' || spec.effectOf !== undefined,
    idempotency: spec.idempotency,
    baseRisk: spec.baseRisk ?? (typeof spec.risk === 'string' ? spec.risk : 'medium'),
    sensitive: spec.sensitive ?? [],
    timeoutMs: spec.timeoutMs,
    expectedMs: spec.expectedMs,
    connection: spec.connection,
    address: spec.address,
    callee: spec.callee,
    canFindExisting: spec.findExisting !== undefined,
    effectOf: (input) => (spec.effectOf ? spec.effectOf(parseInput(input)) : spec.effect),
    idempotencyOf: (input) => (spec.idempotencyOf ? spec.idempotencyOf(parseInput(input)) : spec.idempotency),
    assessRisk: (input) =>
      typeof spec.risk === 'string' ? { level: spec.risk, reasons: [] } : spec.risk(parseInput(input)),
    describeForFeed(input, output) {
      const { feed } = spec;
      if (!feed) return null;
      const [given, result] = [parseInput(input), parseOutput(spec.output, output, spec.id, platform)];
      const description = feed.description?.(given, result);
      return {
        type: feed.type,
        action: feed.action,
        title: feed.title(given, result),
        ...(description === undefined ? {} : { description }),
        status: feed.status?.(given, result) ?? 'success',
      };
    },
    emits: (input) => spec.emits?.(parseInput(input)),
    preview: (input) => spec.preview(parseInput(input)),
    sample: (input) => parseOutput(spec.output, spec.sample(parseInput(input)), spec.id, platform),
    run: async (input, context) => parseResult(await spec.run(parseInput(input), context)),
    async findExisting(input, context) {
      const found = await spec.findExisting?.(parseInput(input), context);
      return found ? parseResult(found) : null;
    },
  };
}

function parseWith<T>(schema: z.ZodType<T>, value: unknown, { id, platform }: { id: string; platform: string }): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${formatPath(pathOfIssue(issue)) || 'input'}: ${issue.message}`);
  throw new ConnectorError({
    code: 'invalid-input',
    platform,
    message: `The input of ${id} is not valid. ${problems.join(' ')}`,
    hint: 'Correct these fields in the step.',
    cause: parsed.error,
  });
}

function parseOutput<T>(schema: z.ZodType<T>, value: unknown, id: string, platform: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConnectorError({
    code: 'unknown',
    platform,
    // The vendor answered, so a write may well have happened.
    maybeSent: true,
    message: `${platform} answered ${id} with something we do not understand.`,
    hint: 'Look at the platform before repeating the step.',
    cause: parsed.error,
  });
}
