interface Compared {
  runId: string;
  key: string | null;
  cameAt: Date;
}

/**
 * Which events repeat one that was taken at most `windowMs` before. A repetition does not count for those after it, so a
 * key that comes all the time is taken once in each window.
 * @param taken when the last event with a key was taken; what is taken now is added
 */
export function findRepetitions(
  events: readonly Compared[],
  { windowMs, taken }: { windowMs: number; taken: Map<string, Date> },
): Compared[] {
  return events.filter(({ key, cameAt }) => {
    if (key === null) return false;
    const before = taken.get(key);
    if (before && cameAt.getTime() - before.getTime() < windowMs) return true;
    taken.set(key, cameAt);
    return false;
  });
}
