import { formatPath, pathOfIssue } from '@jarvis/issues';
import type { z } from 'zod';
import type { ConnectorContext } from './context.js';
import { ConnectorError } from './errors.js';

/** How a connector's author describes a trigger; see {@link defineTrigger}. */
export interface TriggerSpec<Settings, Event, Cursor> {
  /** `<platform>.<what-happens>`, such as `gmail.new-email`. */
  id: `${string}.${string}`;
  /** What happens, as a clause: `A new e-mail arrives`. */
  title: string;
  description: string;
  /** What a rule gives in `with`. It holds no expressions, for nothing has happened yet. */
  settings: z.ZodType<Settings>;
  /** What a rule reads as `event`. */
  event: z.ZodType<Event>;
  /** A plausible event for rehearsal; must pass the event's schema. */
  sample(settings: Settings): Event;
  /** In words: `When an e-mail from Ann arrives`. Left out, they are made of the title. */
  describe?(settings: Settings): string;
  /** The same thing has the same key for ever, whatever the settings that it was found with. */
  dedupeKey(event: Event): string;
  /** In one line, for lists. */
  summary(event: Event): string;
  poll: {
    /** Usual time between two looks. */
    everyMs: number;
    /** How far it has been read: JSON. */
    cursor: z.ZodType<Cursor>;
    /** Where it begins: only what happens from now on is told. */
    begin(settings: Settings, context: ConnectorContext): Promise<Cursor>;
    /**
     * What has happened since the cursor, oldest first, and how far it was read with that. `more`: there is more already.
     * Telling something twice does no harm, leaving it out does: where the vendor's lists lag behind, look back further.
     */
    fetch(
      at: { settings: Settings; cursor: Cursor },
      context: ConnectorContext,
    ): Promise<{ events: Event[]; cursor: Cursor; more: boolean }>;
  };
}

/** One thing that happened. */
export interface Occurrence {
  /** Names it for ever. */
  key: string;
  summary: string;
  /** What rules read as `event`. */
  event: unknown;
}

/**
 * A trigger as the compiler, the API and the worker use it. Every method takes unvalidated values and parses them, as an
 * action does; settings that do not fit throw a {@link ConnectorError} `invalid-input`.
 */
export interface Trigger {
  readonly id: string;
  readonly platform: string;
  readonly title: string;
  readonly description: string;
  readonly settings: z.ZodType;
  readonly event: z.ZodType;
  readonly everyMs: number;
  describe(settings: unknown): string;
  sample(settings: unknown): unknown;
  begin(settings: unknown, context: ConnectorContext): Promise<unknown>;
  fetch(
    at: { settings: unknown; cursor: unknown },
    context: ConnectorContext,
  ): Promise<{ occurrences: Occurrence[]; cursor: unknown; more: boolean }>;
}

/** Turns an author's {@link TriggerSpec} into a {@link Trigger} that parses at its edges. */
export function defineTrigger<Settings, Event, Cursor>(spec: TriggerSpec<Settings, Event, Cursor>): Trigger {
  const { id, title, description, settings, event, poll } = spec;
  const platform = id.slice(0, id.indexOf('.'));
  const parseSettings = (value: unknown): Settings => {
    const parsed = settings.safeParse(value);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(
      (issue) => `${formatPath(pathOfIssue(issue)) || 'with'}: ${issue.message}`,
    );
    throw new ConnectorError({
      code: 'invalid-input',
      platform,
      message: `The settings of ${id} are not valid. ${problems.join(' ')}`,
      hint: 'Correct these fields in the trigger.',
      cause: parsed.error,
    });
  };
  const parse = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new ConnectorError({
      code: 'unknown',
      platform,
      message: `${what} of ${id} is not what this version understands.`,
      hint: 'This is a fault of the connector; please report it. Nothing is lost meanwhile.',
      cause: parsed.error,
    });
  };

  return {
    id,
    platform,
    title,
    description,
    settings,
    event,
    everyMs: poll.everyMs,
    describe: (given) => spec.describe?.(parseSettings(given)) ?? `When ${asClause(title)}`,
    sample: (given) => parse(event, spec.sample(parseSettings(given)), 'The sample'),
    begin: async (given, context) =>
      parse(poll.cursor, await poll.begin(parseSettings(given), context), 'The beginning'),
    async fetch(at, context) {
      const cursor = parse(poll.cursor, at.cursor, 'The place where it was read last');
      const found = await poll.fetch({ settings: parseSettings(at.settings), cursor }, context);
      return {
        occurrences: found.events.map((one) => {
          const known = parse(event, one, 'An event');
          return { key: spec.dedupeKey(known), summary: spec.summary(known), event: known };
        }),
        cursor: parse(poll.cursor, found.cursor, 'The place'),
        more: found.more,
      };
    },
  };
}

/** As it stands inside of a sentence; names and abbreviations keep their capitals. */
function asClause(title: string): string {
  return /^\p{Lu}\p{Ll}* /u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
