import type { StepSite } from '@jarvis/compiler/kit';
import { fitsStatically, typeOfShape, withArticle, type Shape, type TypeName } from '@jarvis/expressions';
import type { BranchStep } from '../../language.js';
import type { CaseValue } from './schema.js';

/** The value that a branch looks at. */
export interface Subject {
  source: string;
  shape: Shape;
}

/** The condition that a case with these values stands for. */
export function conditionOf(subject: Subject, values: readonly CaseValue[]): string {
  const value = /^[\w.]+$/.test(subject.source) ? subject.source : `(${subject.source})`;
  // The literals of JSON are those of CEL, but for whole numbers of more than 64 bits.
  const [only = 'null', ...others] = values.map(literalOf);
  return others.length === 0 ? `${value} == ${only}` : `${value} in [${[only, ...others].join(', ')}]`;
}

export function valuesOf(is: CaseValue | CaseValue[]): CaseValue[] {
  return Array.isArray(is) ? is : [is];
}

/** Reports values that cannot come, that come twice, and that no case takes. */
export function checkValues({ step, path, context }: StepSite<BranchStep>, { shape }: Subject): void {
  const taken = new Set<CaseValue>();
  const known = shape.kind === 'scalar' ? shape.values : undefined;
  const type = typeOfShape(shape);
  if (type === 'optional' || type === 'list' || type === 'map') {
    context.report({
      path: `${path}.on`,
      code: 'expression-type',
      message: `It takes text, a number, true or false, but the expression gives ${withArticle(type)}.`,
      hint: type === 'optional' ? 'Add .orValue(…) with what to use instead.' : 'Read one value of it.',
    });
    return;
  }
  for (const [index, option] of step.cases.entries()) {
    if (option.is === undefined) continue;
    for (const value of valuesOf(option.is)) {
      const at = `${path}.cases[${String(index)}].is`;
      const words = describe(value);
      if (value !== null && !fitsStatically(shape, typeOfValue(value))) {
        const hint = `It gives ${withArticle(type)}.${typeof value === 'string' && type !== 'string' ? ' Leave out the quotes.' : ''}`;
        context.report({ path: at, code: 'expression-type', message: `The value of \`on\` is never ${words}.`, hint });
      } else if (value !== null && known && !known.some((one) => one === value)) {
        context.report({
          path: at,
          code: 'case-never-taken',
          message: `The value of \`on\` is never ${words}.`,
          hint: `It is one of: ${known.map(describe).join(', ')}.`,
        });
      } else if (taken.has(value)) {
        context.report({
          path: at,
          code: 'case-never-taken',
          message: `An earlier case takes ${words} already.`,
          hint: 'Remove it from one of the two.',
        });
      }
      taken.add(value);
    }
  }
  const all: readonly CaseValue[] | undefined = type === 'bool' ? [true, false] : known;
  const left = all?.filter((value) => !taken.has(value)) ?? [];
  if (left.length > 0 && step.else === undefined && step.cases.every(({ is }) => is !== undefined)) {
    context.report({
      path: `${path}.cases`,
      code: 'value-without-case',
      message: `No case takes ${left.map(describe).join(', ')}, so nothing is done then.`,
      hint: 'Add a case, or an `else`.',
    });
  }
}

function typeOfValue(value: Exclude<CaseValue, null>): TypeName {
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : 'number';
}

function describe(value: CaseValue): string {
  return typeof value === 'string' ? `“${value.length > 60 ? `${value.slice(0, 57)}…` : value}”` : String(value);
}

function literalOf(value: unknown): string {
  const isHuge = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isHuge ? Number(value).toExponential() : JSON.stringify(value);
}
