import type { BinaryOperator } from './operators.js';
import { typeOfShape, type Shape } from './shape.js';
import type { TypeName } from './values.js';

export type StaticOperator = BinaryOperator;

/** Whether a value of this shape may fit a parameter of the type. Unknown shapes fit everything. */
export function fitsStatically(shape: Shape, type: TypeName): boolean {
  const actual = typeOfShape(shape);
  if (actual === 'any' || type === 'any' || actual === type) return true;
  if (type === 'number') return actual === 'int' || actual === 'uint' || actual === 'double';
  // A number of data is a double, and may be whole, so it may also stand where an int is asked.
  return actual === 'number' && (type === 'double' || type === 'int');
}

/** The type an operator gives on these operands; undefined when it certainly fails. */
export function binaryResult(operator: StaticOperator, left: Shape, right: Shape): TypeName | undefined {
  const [a, b] = [category(left), category(right)];
  const unknown = a === 'any' || b === 'any';
  switch (operator) {
    case '==':
    case '!=':
      return unknown || a === b || a === 'null' || b === 'null' ? 'bool' : undefined;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return unknown || (a === b && ['number', 'string', 'bytes', 'bool', 'timestamp', 'duration'].includes(a))
        ? 'bool'
        : undefined;
    case 'in':
      return b === 'any' || b === 'list' || b === 'map' ? 'bool' : undefined;
    case '+':
      if (unknown) return 'any';
      if (a === b)
        return a === 'number'
          ? numberType(left, right)
          : a === 'string' || a === 'bytes' || a === 'list' || a === 'duration'
            ? a
            : undefined;
      return (a === 'timestamp' && b === 'duration') || (a === 'duration' && b === 'timestamp')
        ? 'timestamp'
        : undefined;
    case '-':
      if (unknown) return 'any';
      if (a === 'number' && b === 'number') return numberType(left, right);
      if (a === 'timestamp') return b === 'timestamp' ? 'duration' : b === 'duration' ? 'timestamp' : undefined;
      return a === 'duration' && b === 'duration' ? 'duration' : undefined;
    default:
      if ([a, b].every((type) => type === 'any' || type === 'number'))
        return unknown ? 'number' : numberType(left, right);
      return undefined;
  }
}

function category(shape: Shape): TypeName {
  const type = typeOfShape(shape);
  return type === 'int' || type === 'uint' || type === 'double' ? 'number' : type;
}

function numberType(left: Shape, right: Shape): TypeName {
  const type = typeOfShape(left);
  return type === typeOfShape(right) && (type === 'int' || type === 'uint') ? type : 'number';
}
