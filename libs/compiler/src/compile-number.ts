import { asSeen, fitsStatically, shapeOfJsonSchema, typeOfShape, withArticle } from '@jarvis/expressions';
import { armTrigger, type Trigger, type Watched } from '@jarvis/triggers';
import { refuseExpressions } from './compile-source.js';
import { checkAddress, reportUnknown } from './kit/actions.js';
import { resolveConnection } from './kit/connection.js';
import type { CompileContext } from './kit/context.js';
import { checkSource } from './kit/expressions.js';
import { checkInput } from './kit/input.js';
import { closed, jsonSchemaOf } from './kit/scope.js';

/** A number that is watched for a rule. */
export interface NumberSource {
  watches: 'number';
  /** The action that reads it. */
  uses: string;
  connectionId: string | undefined;
  settings: Watched;
}

/** The number that a trigger watches; undefined for any other, and for one with something wrong, which is reported. */
export function compileNumber(trigger: Trigger, context: CompileContext): NumberSource | undefined {
  const armed = armTrigger(trigger);
  if (armed.type !== 'number') return undefined;
  const { registry, report } = context;
  const { uses, connection, watched } = armed;
  const { input, value } = watched;
  const action = registry.getAction(uses);
  if (!action) {
    reportUnknown(uses, 'trigger', context);
    return undefined;
  }
  refuseExpressions(input, report);
  const path = 'trigger.with';
  checkInput({ id: uses, what: 'input', schema: action.input }, input, [], path).forEach(report);
  checkAddress(action, input, [], { path, egress: context.policy.egress }).forEach(report);
  const fits = action.input.safeParse(input).success;
  if (fits ? action.effectOf(input) === 'write' : !action.canRead) {
    report({
      path: action.canRead ? path : 'trigger.uses',
      code: 'invalid-value',
      message: `${action.title} changes something, and a condition only reads.`,
      hint: action.canRead ? 'Let it only read: of a request, the method GET.' : 'Use an action that searches or gets.',
    });
  }
  const output = shapeOfJsonSchema(jsonSchemaOf(action.output, 'output'), 'the output');
  const scope = { ...closed('what a condition reads', { output }), missingCode: 'unknown-name' as const };
  const number = checkSource(value, { context, scope, path: 'trigger.value' });
  const seen = asSeen(number.shape);
  if (!fitsStatically(seen, 'number')) {
    const type = typeOfShape(seen);
    report({
      path: 'trigger.value',
      code: 'expression-type',
      message: `It has to give a number, but it gives ${withArticle(type)}.`,
      hint: type === 'string' ? 'Convert it with double(…).' : 'Read a number, or count a list with size(…).',
    });
  }
  const { platform, connection: need } = action;
  const connectionId = resolveConnection(
    { what: 'trigger', id: uses, platform, need, connection, path: 'trigger' },
    context,
  );
  return fits ? { watches: 'number', uses, connectionId, settings: { ...watched, value: number.source } } : undefined;
}
