import { ExpressionError, type SourceSpan } from './errors.js';
import { checkCall } from './check-calls.js';
import { checkBind, checkComprehension, checkHas, checkOptionalMap, checkOrValue } from './check-macros.js';
import { isBind, isMacroCall } from './macros.js';
import { binaryResult, fitsStatically, type StaticOperator } from './static-types.js';
import { guardedPaths, pathOf } from './guarded-paths.js';
import { parseExpression } from './parse.js';
import type { Literal, Node } from './syntax.js';
import { typeNamed } from './types.js';
import { Bytes, Uint, withArticle } from './values.js';
import { ANY, asSeen, shapeOfType, typeOfShape, type ObjectShape, type Shape } from './shape.js';

/** Something wrong, or doubtful, in an expression, found without running it. */
export interface ExpressionProblem {
  /** `syntax`, `too-complex`, `forbidden-name`, `unknown-name`, `unknown-field`, `unknown-function`, `wrong-type`, or a shape's own. */
  code: string;
  message: string;
  hint?: string;
  severity: 'error' | 'warning';
  /** Characters of the source. */
  span: SourceSpan;
  /** For names, fields and functions: what was written, and what exists. */
  given?: string;
  known?: string[];
}

export interface CheckResult {
  problems: ExpressionProblem[];
  /** What the expression gives, as far as it is known. */
  shape: Shape;
}

/** Carries what is in scope while an expression is walked. */
export class Checker {
  constructor(
    readonly names: ObjectShape,
    /** Paths the expression itself makes sure of, with `has` or `.?`; reading them gives no warning. */
    readonly guarded: ReadonlySet<string>,
    readonly problems: ExpressionProblem[] = [],
  ) {}

  withVariable(name: string, shape: Shape): Checker {
    return new Checker({ ...this.names, fields: { ...this.names.fields, [name]: shape } }, this.guarded, this.problems);
  }

  report(
    node: Node,
    problem: Omit<ExpressionProblem, 'span' | 'severity'> & { severity?: ExpressionProblem['severity'] },
  ): Shape {
    this.problems.push({ severity: 'error', ...problem, span: { start: node.start, end: node.end } });
    return ANY;
  }

  /** What fails with these shapes; only doubtful where a type is known from the sample alone. */
  reportType(node: Node, shapes: readonly Shape[], { message, hint }: { message: string; hint?: string }): Shape {
    const inferred = shapes.some((shape) => asSeen(shape) !== shape);
    return this.report(node, {
      ...(inferred
        ? { code: 'not-as-in-sample', severity: 'warning', message: `${message} in the sample event.` }
        : { code: 'wrong-type', message: `${message}.` }),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  infer(node: Node): Shape {
    switch (node.op) {
      case 'value':
        return literalShape(node.args);
      case 'id':
        return this.name(node, node.args);
      case '.':
        return this.namesType(node)
          ? shapeOfType('type')
          : this.field(node, this.infer(node.args[0]), node.args[1], false);
      case '.?':
        return this.optional(this.field(node, this.infer(node.args[0]), node.args[1], true));
      case '[]':
      case '[?]':
        return this.element(node);
      case '!_':
        this.expect(node.args, 'bool', '!');
        return shapeOfType('bool');
      case '-_':
        return this.negated(node);
      case '&&':
      case '||':
        for (const side of node.args) this.expect(side, 'bool', node.op);
        return shapeOfType('bool');
      case '?:': {
        this.expect(node.args[0], 'bool', '? :');
        const [yes, no] = [this.infer(node.args[1]), this.infer(node.args[2])];
        return typeOfShape(yes) === typeOfShape(no) && yes.kind === 'scalar' ? shapeOfType(yes.type) : ANY;
      }
      case '?_':
        return this.report(node, { code: 'syntax', message: '? belongs before an entry of a list or a map.' });
      case 'list': {
        const shapes = node.args.map((item) => this.entry(item));
        const [first] = shapes;
        const same = first?.kind === 'scalar' && shapes.every((shape) => typeOfShape(shape) === first.type);
        return { kind: 'list', items: same ? shapeOfType(first.type) : ANY };
      }
      case 'map':
        return this.mapLiteral(node.args);
      case 'call':
      case 'rcall':
        return isMacroCall(node) ? this.macro(node) : checkCall(this, node);
      default:
        return this.binary(node, node.op);
    }
  }

  /** Checks that a node can give the type. */
  expect(node: Node, type: 'bool', operator: string): void {
    const shape = this.infer(node);
    const seen = typeOfShape(asSeen(shape));
    if (seen === 'any' || seen === type) return;
    this.reportType(node, [shape], {
      message: `${operator} needs true or false, but this is ${withArticle(seen)}`,
      hint: 'Compare it with something, for example x != "".',
    });
  }

  private name(node: Node, name: string): Shape {
    const own = name.replace(/^\./, '');
    if (!Object.hasOwn(this.names.fields, own) && typeNamed(own)) return shapeOfType('type');
    return this.field(node, this.names, own, false);
  }

  /** `google.protobuf.Timestamp`, where nothing is called `google`. */
  private namesType(node: Node): boolean {
    const path = pathOf(node)?.replace(/^\./, '') ?? '';
    return typeNamed(path) !== undefined && !Object.hasOwn(this.names.fields, path.split('.')[0] ?? '');
  }

  /** An entry of a list or map; `?x` takes an optional and is what is in it. */
  private entry(node: Node): Shape {
    if (node.op !== '?_') return this.infer(node);
    const shape = this.infer(node.args);
    if (shape.kind === 'optional') return shape.of;
    if (shape.kind === 'any') return ANY;
    return this.report(node, {
      code: 'wrong-type',
      message: `After ? belongs an optional value, not ${withArticle(typeOfShape(shape))}.`,
      hint: 'Write .?field, or optional.of(…), or leave out the ?.',
    });
  }

  field(node: Node, target: Shape, name: string, lenient: boolean): Shape {
    if (target.kind === 'optional') return this.optional(this.field(node, target.of, name, true));
    const seen = asSeen(target);
    if (seen.kind === 'scalar' || seen.kind === 'list') {
      const type = withArticle(typeOfShape(seen));
      return this.reportType(node, [target], {
        message: `“${name}” cannot be read from ${seen === target ? type : `what is ${type}`}`,
      });
    }
    if (target.kind !== 'object') return ANY;
    const found = Object.hasOwn(target.fields, name) ? target.fields[name] : undefined;
    if (target.doubt && !lenient && !target.doubt.sure?.includes(name) && !this.guarded.has(pathOf(node) ?? '')) {
      const { code, message, hint } = target.doubt;
      this.report(node, { code, message, severity: 'warning', ...(hint === undefined ? {} : { hint }) });
    }
    if (found?.kind === 'absent') return this.report(node, found.note);
    if (found) {
      if (target.optional?.includes(name) && !lenient && !this.guarded.has(pathOf(node) ?? '')) {
        this.report(node, {
          code: 'field-may-be-missing',
          message: `“${name}” of ${target.label ?? 'this object'} may be missing.`,
          hint: `Write .?${name}.orValue(…), or ask with has(…).`,
          severity: 'warning',
        });
      }
      return found;
    }
    if (target.open) return ANY;
    if (target.example && (lenient || this.guarded.has(pathOf(node) ?? ''))) return ANY;
    const what =
      target === this.names
        ? `There is no name “${name}” here.`
        : `There is no “${name}” in ${target.label ?? 'this object'}.`;
    return this.report(node, {
      code: target.missingCode ?? (target.example ? 'not-in-sample' : 'unknown-field'),
      message: what,
      severity: target.example ? 'warning' : 'error',
      given: name,
      known: Object.keys(target.fields),
    });
  }

  private element(node: Extract<Node, { op: '[]' | '[?]' }>): Shape {
    const [target, key] = [this.infer(node.args[0]), node.args[1]];
    const keyShape = this.infer(key);
    const optional = node.op === '[?]';
    const inner = target.kind === 'optional' ? target.of : target;
    let found: Shape = ANY;
    if (key.op === 'value' && typeof key.args === 'string') found = this.field(node, inner, key.args, optional);
    else if (inner.kind === 'list') {
      if (!fitsStatically(keyShape, 'int'))
        this.report(key, {
          code: 'wrong-type',
          message: `The position in a list is a whole number, not ${withArticle(typeOfShape(keyShape))}.`,
        });
      found = inner.items;
    } else if (inner.kind === 'scalar')
      this.report(node, { code: 'wrong-type', message: `[ ] cannot be applied to ${withArticle(inner.type)}.` });
    return optional || target.kind === 'optional' ? this.optional(found) : found;
  }

  private optional(shape: Shape): Shape {
    return shape.kind === 'optional' ? shape : { kind: 'optional', of: shape };
  }

  private negated(node: Extract<Node, { op: '-_' }>): Shape {
    const shape = this.infer(node.args);
    if (fitsStatically(shape, 'number') || fitsStatically(shape, 'duration')) return shapeOfType(typeOfShape(shape));
    return this.report(node, {
      code: 'wrong-type',
      message: `- cannot be applied to ${withArticle(typeOfShape(shape))}.`,
    });
  }

  private mapLiteral(entries: readonly (readonly [Node, Node])[]): Shape {
    const fields: Record<string, Shape> = {};
    let open = false;
    for (const [key, value] of entries) {
      const optional = key.op === '?_';
      const shape = this.infer(optional ? key.args : key);
      const name = typeOfShape(shape);
      if (!['any', 'number', 'string', 'int', 'uint', 'bool'].includes(name))
        this.report(key, {
          code: 'wrong-type',
          message: `A name in a map is text, a whole number, true or false, not ${withArticle(name)}.`,
          hint: 'Put the name in quotes.',
        });
      const place = { start: value.start, end: value.end };
      const valueShape = optional ? this.entry({ op: '?_', args: value, ...place }) : this.infer(value);
      if (key.op === 'value' && typeof key.args === 'string' && key.args !== '__proto__') fields[key.args] = valueShape;
      else open = true;
    }
    return { kind: 'object', fields, open };
  }

  private binary(node: Node & { args: readonly [Node, Node] }, operator: StaticOperator): Shape {
    const [left, right] = [this.infer(node.args[0]), this.infer(node.args[1])];
    const seen: [Shape, Shape] = [asSeen(left), asSeen(right)];
    const result = binaryResult(operator, left, right);
    if (result !== undefined && binaryResult(operator, ...seen) !== undefined) return shapeOfType(result);
    const [a, b] = [typeOfShape(seen[0]), typeOfShape(seen[1])];
    const sides = result === undefined ? [] : [left, right];
    this.reportType(node, sides, {
      message:
        sides.length === 0
          ? `${operator} cannot be applied to ${withArticle(a)} and ${withArticle(b)}`
          : `${operator} would be applied to ${withArticle(a)} and ${withArticle(b)}, which is what they are`,
      hint: [a, b].includes('string')
        ? 'Convert with string(…), or put the value in its own ${{ }}.'
        : 'Convert one of them first.',
    });
    return shapeOfType(result ?? 'any');
  }

  private macro(node: Extract<Node, { op: 'call' | 'rcall' }>): Shape {
    try {
      if (node.op === 'call') return checkHas(this, node);
      if (isBind(node)) return checkBind(this, node);
      const [name] = node.args;
      if (name === 'orValue' || name === 'or') return checkOrValue(this, node);
      return name === 'optMap' || name === 'optFlatMap' ? checkOptionalMap(this, node) : checkComprehension(this, node);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const { code, message, hint } = error;
      return this.report(node, { code, message, ...(hint === undefined ? {} : { hint }) });
    }
  }
}

/**
 * Checks one expression (without `${{ }}`) before anything runs: syntax with the place, names, fields, functions
 * and types as far as the scope's shape tells. Never throws.
 */
export function checkExpression(source: string, options: { scopeShape: ObjectShape }): CheckResult {
  try {
    const node = parseExpression(source);
    const checker = new Checker(options.scopeShape, guardedPaths(node));
    return { shape: checker.infer(node), problems: checker.problems };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { code, message, hint, span = { start: 0, end: source.length } } = error;
    return {
      shape: ANY,
      problems: [{ code, message, severity: 'error', span, ...(hint === undefined ? {} : { hint }) }],
    };
  }
}

function literalShape(value: Literal): Shape {
  switch (typeof value) {
    case 'string':
      return shapeOfType('string');
    case 'bigint':
      return shapeOfType('int');
    case 'number':
      return shapeOfType('double');
    case 'boolean':
      return shapeOfType('bool');
    default:
      return shapeOfType(value instanceof Uint ? 'uint' : value instanceof Bytes ? 'bytes' : 'null');
  }
}
