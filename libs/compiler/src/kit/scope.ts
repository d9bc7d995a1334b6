import { ANY, shapeOfType, type ObjectShape, type Shape } from '@jarvis/expressions';
import type { Step } from '@jarvis/steps/language';
import { z } from 'zod';
import type { Outline, OutlineEntry } from './outline.js';

/**
 * always: has run. skippable: was reached, but may have no output. maybe: stands in a branch that may not be taken.
 * failed: this runs because it has failed.
 */
export type Availability = 'always' | 'skippable' | 'maybe' | 'failed';

/** What is known where an expression is evaluated. Never changed once made. */
export interface ScopeState {
  /** Which steps have run, by their ids. */
  ran: ReadonlyMap<string, Availability>;
  /** The ids of the loops around, the lists they go through as expressions, and the names that can be read in them. */
  loops: readonly string[];
  items: readonly string[];
  names: Readonly<Record<string, Shape>>;
}

/** Where a rule begins. */
export const NOTHING_RAN: ScopeState = { ran: new Map(), loops: [], items: [], names: {} };

const STRING = shapeOfType('string');
const text = (about: string): Shape => ({ ...STRING, about });

const TRIGGER: Shape = {
  ...closed('“trigger”', {
    kind: text('kind of the trigger'),
    deliveryId: text('the sender’s id of the delivery'),
    eventName: text('the sender’s name of the event'),
    receivedAt: text('when it came in or was due'),
    headers: { ...ANY, about: 'headers of the delivery, by their names in small letters' },
  }),
  about: 'what started the run',
};
const RULE: Shape = {
  ...closed('“rule”', {
    id: STRING,
    name: text('name of this rule'),
    version: { ...shapeOfType('number'), about: 'the version that runs' },
  }),
  about: 'this rule',
};
const RUN: Shape = { ...closed('“run”', { id: STRING }), about: 'this run' };

interface Known {
  outline: Outline;
  /** Shape of `vars`. */
  vars: ObjectShape;
  /** Shape of `event`, as far as a sample tells. */
  event: Shape;
  outputOf: (step: Step) => Shape;
}

/** What expressions can read, at each point of a rule. Shapes are kept: a step has many expressions. */
export class Scopes {
  private readonly shapes = new Map<ScopeState, ObjectShape>();
  private readonly outputs = new Map<string, Shape>();
  /** What can be read of a step, by its id and whether it has run; every scope shows every step. */
  private readonly entries = new Map<string, Shape>();

  constructor(private readonly known: Known) {}

  /** @param notYet why steps that have not run cannot be read, where the usual reason is not it */
  at(state: ScopeState, notYet?: string): ObjectShape {
    if (notYet !== undefined) return this.make(state, notYet);
    const shape = this.shapes.get(state) ?? this.make(state);
    this.shapes.set(state, shape);
    return shape;
  }

  private make(state: ScopeState, notYet?: string): ObjectShape {
    return {
      kind: 'object',
      open: false,
      missingCode: 'unknown-name',
      fields: {
        ...state.names,
        event: this.known.event,
        steps: this.steps(state, notYet),
        vars: this.known.vars,
        trigger: TRIGGER,
        rule: RULE,
        run: RUN,
        now: text('time of the step'),
      },
    };
  }

  private steps({ ran, loops }: ScopeState, notYet?: string): ObjectShape {
    const fields: Record<string, Shape> = {};
    for (const [id, entry] of this.known.outline) {
      const availability = ran.get(id);
      const loop = entry.loop !== undefined && !loops.includes(entry.loop) ? entry.loop : undefined;
      const key = `${availability ?? 'absent'} ${id} ${loop ?? ''} ${availability ? '' : (notYet ?? '')}`;
      const shape =
        this.entries.get(key) ?? (availability ? this.ran(entry, availability) : absent(id, { notYet, loop }));
      this.entries.set(key, shape);
      fields[id] = shape;
    }
    return { kind: 'object', label: '“steps”', open: false, missingCode: 'unknown-step', fields };
  }

  private ran({ step, isDamaged }: OutlineEntry, availability: Availability): ObjectShape {
    const output = this.outputs.get(step.id) ?? (isDamaged ? ANY : this.known.outputOf(step));
    this.outputs.set(step.id, output);
    const hasFailed = availability === 'failed';
    const shape = closed(`“steps.${step.id}”`, {
      output: hasFailed ? noOutput(step) : output,
      status: text('how the step ended'),
      error: closed(`the error of step “${step.id}”`, {
        code: STRING,
        message: STRING,
        hint: STRING,
        stepPath: STRING,
      }),
    });
    return availability === 'always' || hasFailed ? shape : { ...shape, doubt: doubtOf(step, availability) };
  }
}

/** @param why the reason where the usual one is not it: what fixed the expression earlier, or the loop the step is in */
function absent(id: string, { notYet, loop }: { notYet: string | undefined; loop: string | undefined }): Shape {
  const code = 'step-not-run-yet';
  if (loop !== undefined) {
    return {
      kind: 'absent',
      note: {
        code,
        message: `The step “${id}” runs once for each item of “${loop}”, so outside of it there is not one output of it.`,
        hint: `What the last step of each item gave is in steps.${loop}.output.results.`,
      },
    };
  }
  return {
    kind: 'absent',
    note: {
      code,
      message: notYet ?? `The step “${id}” has not run where this is evaluated.`,
      hint: 'Refer to a step that runs before, or move the steps.',
    },
  };
}

function noOutput({ id }: Step): Shape {
  return {
    kind: 'absent',
    note: {
      code: 'step-not-run-yet',
      message: `This runs because the step “${id}” has failed, so it has no output.`,
      hint: `What went wrong is in steps.${id}.error: code, message and hint.`,
    },
  };
}

function doubtOf({ id }: Step, availability: 'skippable' | 'maybe'): ObjectShape['doubt'] {
  const code = 'step-may-not-run';
  return availability === 'maybe'
    ? {
        code,
        message: `The step “${id}” stands in a branch that may not be taken.`,
        hint: `Use it inside that branch, or write steps.?${id}.output….orValue(…).`,
      }
    : {
        code,
        message: `The step “${id}” may be skipped or fail, and then has no output.`,
        hint: `Write steps.${id}.?output….orValue(…).`,
        sure: ['status', 'error'],
      };
}

/** An object with these fields and no others. */
export function closed(label: string, fields: Record<string, Shape>): ObjectShape {
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
