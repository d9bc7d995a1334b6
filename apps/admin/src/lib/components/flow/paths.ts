import { formatPath, isWithin, type Path } from '@jarvis/issues/path';

/** Problems that a field shows: its own, and those further inside when it shows no fields of its own. */
export function problemsAt<P extends { path: string }>(
  problems: readonly P[],
  path: Path,
  { inside }: { inside: boolean },
): P[] {
  const at = formatPath(path);
  return problems.filter((problem) => problem.path === at || (inside && isWithin(problem.path, at)));
}

/** The innermost of the given steps that a path lies in. */
export function ownerOf<S extends { key: string }>(path: string, steps: readonly S[]): S | undefined {
  return steps
    .filter((step) => isWithin(path, step.key))
    .reduce<S | undefined>((best, step) => (best && best.key.length >= step.key.length ? best : step), undefined);
}
