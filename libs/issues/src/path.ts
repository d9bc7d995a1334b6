/** Keys and indexes from the root of a value. */
export type Path = readonly (string | number)[];

/** Writes a path as text: `['steps', 1, 'with', 'text']` → `steps[1].with.text`; empty for the root. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${String(part)}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** Reads a text written by {@link formatPath}; undefined when it is none. */
export function parsePath(text: string): (string | number)[] | undefined {
  const path: (string | number)[] = [];
  const token = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    if (match[1] !== undefined) path.push(match[1]);
    else if (match[2] !== undefined) path.push(Number(match[2]));
    else path.push(String(JSON.parse(match[3] ?? '""')));
  }
  return path;
}

/** A written path and what lies further inside, as one. */
export function joinPath(text: string, below: Path): string {
  const inner = formatPath(below);
  return inner === '' || inner.startsWith('[') || text === '' ? `${text}${inner}` : `${text}.${inner}`;
}

/** Whether the place `text` is `parent` or lies in it. */
export function isWithin(text: string, parent: string): boolean {
  if (parent === '' || text === parent) return true;
  return text.startsWith(parent) && (text[parent.length] === '.' || text[parent.length] === '[');
}

/** What stands at a path; undefined when there is nothing. Inherited properties do not count. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** Where an issue of zod, or of another library that speaks Standard Schema, lies. Symbols have no place in JSON. */
export function pathOfIssue({
  path = [],
}: {
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}): Path {
  return path.map((part) => (typeof part === 'object' ? part.key : part)).filter((part) => typeof part !== 'symbol');
}
