import { shapeOfJsonSchema, type Shape } from '@jarvis/expressions';
import { joinPath, type Path } from '@jarvis/issues';
import { suggestOfPlatform } from '@jarvis/rules';
import { armTrigger, ConditionEvent, MailEvent, type Trigger } from '@jarvis/triggers';
import { resolveConnection } from './kit/connection.js';
import type { CompileContext, CompilerRegistry } from './kit/context.js';
import { checkInput } from './kit/input.js';
import { jsonSchemaOf } from './kit/scope.js';

/** What is watched on a platform for a rule. */
export interface PlatformSource {
  watches: 'events';
  /** The trigger, such as `gmail.new-email`. */
  uses: string;
  connectionId: string;
  /** As the trigger takes them, with what the rule leaves out. */
  settings: unknown;
}

/** What a trigger watches on a platform; undefined for any other, and for one with something wrong, which is reported. */
export function compileSource(
  trigger: Trigger,
  context: Pick<CompileContext, 'registry' | 'connections' | 'uses' | 'report'>,
): PlatformSource | undefined {
  const armed = armTrigger(trigger);
  if (armed.type !== 'source') return undefined;
  const { registry, report } = context;
  const { uses, connection, settings } = armed;
  const known = registry.getTrigger(uses);
  if (!known) {
    const ids = registry.listTriggers().map(({ id }) => id);
    report({
      path: 'trigger.uses',
      code: 'unknown-trigger',
      message: `There is no trigger “${uses}”.`,
      hint: suggestOfPlatform(uses, ids) ?? 'No platform here tells of anything.',
    });
    return undefined;
  }
  refuseExpressions(settings, report);
  checkInput({ id: uses, what: 'setting', schema: known.settings }, settings, [], 'trigger.with').forEach(report);
  const { platform } = known;
  const connectionId = resolveConnection(
    { what: 'trigger', id: uses, platform, need: 'required', connection, path: 'trigger' },
    context,
  );
  const parsed = known.settings.safeParse(settings);
  return connectionId === undefined || !parsed.success
    ? undefined
    : { watches: 'events', uses, connectionId, settings: parsed.data };
}

/** What `event` is, where the trigger says so. */
export function eventShape(trigger: Trigger, registry: CompilerRegistry): Shape | undefined {
  const armed = armTrigger(trigger);
  if (armed.type === 'number') return shapeOfJsonSchema(jsonSchemaOf(ConditionEvent, 'output'), 'the event');
  if (armed.type === 'mailbox') return shapeOfJsonSchema(jsonSchemaOf(MailEvent, 'output'), 'the event');
  const known = armed.type === 'source' ? registry.getTrigger(armed.uses) : undefined;
  return known && shapeOfJsonSchema(jsonSchemaOf(known.event, 'output'), `the event of ${known.id}`);
}

/** In what a trigger is given. */
export function refuseExpressions(settings: unknown, report: CompileContext['report']): void {
  for (const path of expressionsIn(settings)) {
    report({
      path: joinPath('trigger.with', path),
      code: 'invalid-input',
      message: 'Settings of a trigger hold no expressions, for nothing has happened yet.',
      hint: 'Write the value itself.',
    });
  }
}

function expressionsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return value.includes('${{') ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    expressionsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
