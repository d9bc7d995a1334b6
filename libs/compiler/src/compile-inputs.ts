import { isFieldName } from '@jarvis/expressions';
import { joinPath, type Path } from '@jarvis/issues';
import { checkSchema, compileSchema } from '@jarvis/json-schema';
import { JsonObject } from '@jarvis/plan';
import { schemaOfInputs, type Definition, type Finding } from '@jarvis/rules';
import { armTrigger, type Armed } from '@jarvis/triggers';
import { reservedName } from './kit/outline.js';

/** What people or rules start brings what they give; everything else brings an event of its own. */
const TAKE_INPUTS: ReadonlySet<Armed['type']> = new Set(['nothing', 'callee']);

/** What a rule takes, as a JSON Schema; undefined where it says nothing, or something that cannot be used. */
export function compileInputs(
  { inputs, trigger }: Pick<Definition, 'inputs' | 'trigger'>,
  report: (finding: Finding) => void,
): JsonObject | undefined {
  if (inputs === undefined) return undefined;
  if (!TAKE_INPUTS.has(armTrigger(trigger).type)) {
    report({
      path: 'inputs',
      code: 'inputs-not-taken',
      message: 'Only a rule that a person starts or a rule calls takes inputs. This trigger brings its own event.',
      hint: 'Remove `inputs`, or let another rule with the trigger `manual` or `rule` do the work.',
    });
  }
  for (const name of Object.keys(inputs)) if (!isFieldName(name)) report(reservedName(`inputs.${name}`, name));
  const schema = schemaOfInputs(inputs);
  const problems = checkSchema(schema);
  for (const { segments, message, hint } of problems) {
    report({ path: joinPath('inputs', inInputs(segments)), code: 'invalid-input-schema', message, hint });
  }
  if (problems.length > 0) return undefined;
  for (const [name, field] of Object.entries(schema.properties)) {
    const { default: standard } = field;
    const [problem] = standard === undefined ? [] : compileSchema(field)(standard);
    if (!problem) continue;
    report({
      path: `inputs.${name}.default`,
      code: 'invalid-input-schema',
      message: `The default does not fit: ${problem.path === '' ? 'it' : `“${problem.path}”`} ${problem.message}.`,
      hint: 'Give a default that the input itself may have.',
    });
  }
  return JsonObject.parse(schema);
}

/** A place in the schema of all inputs, as it is written in the rule. */
function inInputs(segments: Path): Path {
  return segments[0] === 'properties' ? segments.slice(1) : [];
}
