import { ANY, shapeOfJsonSchema, shapeOfType, type ObjectShape, type Shape } from '@jarvis/expressions';
import type { Step } from '@jarvis/rules';
import { z } from 'zod';
import type { CompileContext } from './context.js';

/** always: has run. skippable: was reached, but may have no output. maybe: stands in a branch that may not be taken. */
export type Availability = 'always' | 'skippable' | 'maybe';

/** Which steps have run where an expression is evaluated. Never changed once made. */
export type ScopeState = ReadonlyMap<string, Availability>;

const STRING = shapeOfType('string');

const TRIGGER = closed('“trigger”', {
  kind: STRING,
  deliveryId: STRING,
  eventName: STRING,
  receivedAt: STRING,
  headers: ANY,
});

/** What an expression can read at a point of the plan. */
export function scopeShape(context: CompileContext, state: ScopeState, notYet?: string): ObjectShape {
  if (notYet !== undefined) return makeShape(context, state, notYet);
  const known = context.scopes.get(state) ?? makeShape(context, state);
  context.scopes.set(state, known);
  return known;
}

function makeShape(context: CompileContext, state: ScopeState, notYet?: string): ObjectShape {
  return {
    kind: 'object',
    open: false,
    missingCode: 'unknown-name',
    fields: {
      event: context.event,
      trigger: TRIGGER,
      steps: stepsShape(context, state, notYet),
      vars: context.vars,
      rule: closed('“rule”', { id: STRING, name: STRING, version: shapeOfType('number') }),
      run: closed('“run”', { id: STRING }),
      now: STRING,
    },
  };
}

function stepsShape(context: CompileContext, state: ScopeState, notYet?: string): ObjectShape {
  const fields: Record<string, Shape> = {};
  for (const [id, { step }] of context.outline) {
    const availability = state.get(id);
    const key = `${availability ?? 'absent'} ${id} ${availability ? '' : (notYet ?? '')}`;
    const known = context.entries.get(key);
    const shape = known ?? (availability ? entryShape(context, step, availability) : absent(id, notYet));
    if (!known) context.entries.set(key, shape);
    fields[id] = shape;
  }
  return { kind: 'object', label: '“steps”', open: false, missingCode: 'unknown-step', fields };
}

function absent(id: string, notYet: string | undefined): Shape {
  return {
    kind: 'absent',
    note: {
      code: 'step-not-run-yet',
      message: notYet ?? `The step “${id}” has not run where this is evaluated.`,
      hint: 'Refer to a step that runs before, or move the steps.',
    },
  };
}

function entryShape(context: CompileContext, step: Step, availability: Availability): ObjectShape {
  const shape: ObjectShape = {
    ...closed(`“steps.${step.id}”`, {
      output: outputShape(context, step),
      status: STRING,
      error: closed(`the error of step “${step.id}”`, {
        code: STRING,
        message: STRING,
        hint: STRING,
        stepPath: STRING,
      }),
    }),
  };
  if (availability === 'always') return shape;
  const branch = availability === 'maybe';
  return {
    ...shape,
    doubt: {
      code: 'step-may-not-run',
      message: branch
        ? `The step “${step.id}” stands in a branch that may not be taken.`
        : `The step “${step.id}” may be skipped or fail, and then has no output.`,
      hint: branch
        ? `Use it inside that branch, or write steps.?${step.id}.output….orValue(…).`
        : `Write steps.${step.id}.?output….orValue(…).`,
      ...(branch ? {} : { sure: ['status', 'error'] }),
    },
  };
}

function outputShape(context: CompileContext, step: Step): Shape {
  const known = context.outputs.get(step.id);
  if (known) return known;
  const shape = shapeOfOutput(context, step);
  context.outputs.set(step.id, shape);
  return shape;
}

function shapeOfOutput(context: CompileContext, step: Step): Shape {
  if (context.damagedSteps.has(step.id)) return ANY;
  const label = `the output of step “${step.id}”`;
  switch (step.kind) {
    case 'action': {
      const action = context.registry.getAction(step.uses);
      return action ? shapeOfJsonSchema(jsonSchemaOf(action.output, 'output'), label) : ANY;
    }
    case 'model':
      // A model's answer has the fields of its schema and no others, whatever the schema says about more.
      return shapeOfJsonSchema({ ...step.output, additionalProperties: false }, label);
    case 'approval':
      return closed(label, {
        status: STRING,
        by: STRING,
        note: STRING,
        edited: shapeOfType('bool'),
        approvedInput: ANY,
        respondedAt: STRING,
      });
    default:
      return ANY;
  }
}

function closed(label: string, fields: Record<string, Shape>): ObjectShape {
  return { kind: 'object', label, open: false, fields };
}

/** Made once for each schema: a rule may use the same action hundreds of times. */
const jsonSchemas = { input: new WeakMap<z.ZodType, JsonSchema>(), output: new WeakMap<z.ZodType, JsonSchema>() };
type JsonSchema = Record<string, unknown>;

/** The JSON Schema of a connector's zod schema; what JSON Schema cannot say is left open. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const known = jsonSchemas[io].get(schema) ?? { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) };
  jsonSchemas[io].set(schema, known);
  return known;
}

/** The shape of a constant. */
export function shapeOfConstant(value: unknown, label: string): Shape {
  if (typeof value === 'string') return STRING;
  if (typeof value === 'number' || typeof value === 'bigint') return shapeOfType('number');
  if (typeof value === 'boolean') return shapeOfType('bool');
  if (Array.isArray(value)) return { kind: 'list', items: ANY };
  if (typeof value !== 'object' || value === null) return ANY;
  return closed(
    label,
    Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, shapeOfConstant(item, `“${key}” of ${label}`)]),
    ),
  );
}
