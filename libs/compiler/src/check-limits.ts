import type { ObjectShape, Shape } from '@jarvis/expressions';
import type { Definition } from '@jarvis/rules';
import type { CompileContext } from './kit/context.js';
import { checkText } from './kit/expressions.js';
import { closed } from './kit/scope.js';

type Limits = NonNullable<Definition['limits']>;

/** Checks what a rule says about how many runs it starts. `scope` has the event as it comes in. */
export function checkLimits(
  { limits = {}, trigger }: Pick<Definition, 'limits' | 'trigger'>,
  { context, scope }: { context: CompileContext; scope: ObjectShape },
): void {
  for (const [name, limit] of Object.entries(limits)) {
    const path = `limits.${name}`;
    if (trigger.kind === 'schedule') {
      context.report({
        path,
        code: 'invalid-value',
        message: `A schedule starts its runs itself, at its times, so \`${name}\` would do nothing.`,
        hint: 'Remove it. What happens when the last run is still going is the `overlap` of the schedule.',
      });
    }
    if ('key' in limit && limit.key !== undefined) checkText(limit.key, { context, scope, path: `${path}.key` });
  }
}

/** What steps read as `event`: with `batch` the events that were collected. */
export function eventOfRun(event: Shape, limits: Limits | undefined): Shape {
  return limits?.batch ? closed('“event”', { items: { kind: 'list', items: event } }) : event;
}
