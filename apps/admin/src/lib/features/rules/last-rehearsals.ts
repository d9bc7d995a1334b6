import type { Rehearsal } from '#lib/api/types.ts';

export interface RehearsedDraft {
  rehearsal: Rehearsal;
  /** What was rehearsed. */
  definition: unknown;
}

/** The way each rule went in its last rehearsal; the builder shows it, as long as the page is not loaded anew. */
export const lastRehearsals = new Map<string, RehearsedDraft>();
