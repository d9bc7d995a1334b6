import { z } from 'zod';
import { Problem } from '../http/shapes.js';

const DraftCheck = z.object({ problems: z.array(Problem), checkedWith: z.string() });
/** What the compiler said of a draft, as it stands beside it. */
export type DraftCheck = z.infer<typeof DraftCheck>;

/** Undefined when nobody has asked the compiler yet, or only one of before problems had a severity. */
export function readDraftCheck(stored: unknown): DraftCheck | undefined {
  return DraftCheck.safeParse(stored).data;
}

/** The part of a check that is kept. */
export function toDraftCheck({ problems, checkedWith }: DraftCheck): DraftCheck {
  return { problems, checkedWith };
}
