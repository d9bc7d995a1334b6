import { isFieldName } from '@jarvis/expressions';

/** Numbers that are told, and how deep they may lie. */
const MAX_NUMBERS = 50;
const MAX_DEPTH = 6;
/** Values that are looked at for them. */
const MAX_VISITED = 5_000;

interface Found {
  /** As an expression writes it. */
  path: string;
  value: number;
}

/** The numbers in what an action gave, those that are near the top first; of a list its length and its first item. */
export function numbersIn(output: unknown): Found[] {
  const found: Found[] = [];
  const queue = [{ path: 'output', value: output, depth: 0 }];
  for (let visited = 0; visited < MAX_VISITED && found.length < MAX_NUMBERS; visited += 1) {
    const next = queue.shift();
    if (!next) break;
    const { path, value, depth } = next;
    if (typeof value === 'number' || typeof value === 'bigint') found.push({ path, value: Number(value) });
    if (Array.isArray(value)) found.push({ path: `size(${path})`, value: value.length });
    if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) continue;
    const children = Array.isArray(value)
      ? value.slice(0, 1).map((item): [string, unknown] => ['[0]', item])
      : named(value);
    for (const [name, item] of children) queue.push({ path: path + name, value: item, depth: depth + 1 });
  }
  return found;
}

function named(value: object): [string, unknown][] {
  return Object.entries(value)
    .slice(0, 200)
    .map(([name, item]) => [isFieldName(name) ? `.${name}` : `[${JSON.stringify(name)}]`, item]);
}
