import type { BinaryOperator } from './operators.js';
import type { Bytes, Uint } from './values.js';

/** A value written out in the source. */
export type Literal = null | boolean | bigint | number | string | Uint | Bytes;

interface Shapes {
  value: Literal;
  id: string;
  '.': [Node, string];
  '.?': [Node, string];
  '[]': [Node, Node];
  '[?]': [Node, Node];
  '!_': Node;
  '-_': Node;
  /** `?x` in a list, or `?name: x` in a map: left out when the optional is empty. */
  '?_': Node;
  '&&': [Node, Node];
  '||': [Node, Node];
  '?:': [Node, Node, Node];
  list: Node[];
  map: [Node, Node][];
  call: [string, Node[]];
  rcall: [string, Node, Node[]];
}

interface Place {
  /** Characters of the source; an operator's are those of all its operands. */
  start: number;
  end: number;
}

/** A parsed expression. */
export type Node =
  | { [Op in keyof Shapes]: Place & { op: Op; args: Shapes[Op] } }[keyof Shapes]
  | { [Op in BinaryOperator]: Place & { op: Op; args: [Node, Node] } }[BinaryOperator];

/** The operands of a node. */
export function childrenOf(node: Node): Node[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
    case '?_':
      return [node.args];
    default:
      return [...node.args];
  }
}
