import { dayKey } from '../../format/time.js';

interface Entry {
  id: string;
  occurredAt: string;
  runId: string | null;
}

interface RunGroup<E extends Entry> {
  key: string;
  runId: string | null;
  entries: E[];
}
export interface DayGroup<E extends Entry> {
  day: string;
  /** A moment of that day, for its name. */
  at: string;
  groups: RunGroup<E>[];
}

/** Newest first: days, in them neighbours of one run together. Entries between two of a run do not break it apart. */
export function groupActivity<E extends Entry>(entries: readonly E[], timeZone: string): DayGroup<E>[] {
  const days: DayGroup<E>[] = [];
  for (const entry of entries) {
    const day = dayKey(entry.occurredAt, timeZone);
    let current = days.at(-1);
    if (current?.day !== day) {
      current = { day, at: entry.occurredAt, groups: [] };
      days.push(current);
    }
    const mates = entry.runId === null ? undefined : current.groups.find((group) => group.runId === entry.runId);
    if (mates) mates.entries.push(entry);
    else current.groups.push({ key: entry.id, runId: entry.runId, entries: [entry] });
  }
  return days;
}
