import { childrenOf, type Node } from './syntax.js';

/** `a.b.c` for a chain of plain field reads. */
export function pathOf(node: Node): string | undefined {
  if (node.op === 'id') return node.args;
  if (node.op !== '.' && node.op !== '.?') return undefined;
  const before = pathOf(node.args[0]);
  return before === undefined ? undefined : `${before}.${node.args[1]}`;
}

/** Paths an expression asks for with `has`; reading them elsewhere in it is meant. */
export function guardedPaths(root: Node): Set<string> {
  const paths = new Set<string>();
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.op === 'call' && node.args[0] === 'has') {
      let target = node.args[1][0];
      while (target && (target.op === '.' || target.op === '.?')) {
        paths.add(pathOf(target) ?? '');
        target = target.args[0];
      }
    }
    stack.push(...childrenOf(node));
  }
  return paths;
}
