/** Where something is written in a definition. */
export type Path = readonly (string | number)[];

/** Writes a path as the compiler does: `steps[1].with.text`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** Problems that a field shows: its own, and those further inside when it shows no fields of its own. */
export function problemsAt<P extends { path: string }>(
  problems: readonly P[],
  path: Path,
  { inside }: { inside: boolean },
): P[] {
  const at = formatPath(path);
  return problems.filter((problem) => problem.path === at || (inside && isWithin(problem.path, at)));
}

/** Whether `path` is `parent` or lies in it. */
export function isWithin(path: string, parent: string): boolean {
  if (parent === '' || path === parent) return true;
  return path.startsWith(parent) && (path[parent.length] === '.' || path[parent.length] === '[');
}

/** The innermost of the given steps that a path lies in. */
export function ownerOf<S extends { key: string }>(path: string, steps: readonly S[]): S | undefined {
  return steps
    .filter((step) => isWithin(path, step.key))
    .reduce<S | undefined>((best, step) => (best && best.key.length >= step.key.length ? best : step), undefined);
}
