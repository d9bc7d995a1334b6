import { z } from 'zod';
import { Problem } from '../http/shapes.js';

/** Strict: a check of before problems had a severity has its warnings beside them. */
const DraftCheck = z.strictObject({ problems: z.array(Problem), checkedWith: z.string() });
/** What the compiler said of a draft, as it stands beside it. */
export type DraftCheck = z.infer<typeof DraftCheck>;

/** Undefined when nobody has asked the compiler yet, or when what is stored is of before problems had a severity. */
export function readDraftCheck(stored: unknown): DraftCheck | undefined {
  return DraftCheck.safeParse(stored).data;
}

/** The part of a check that is kept. */
export function toDraftCheck({ problems, checkedWith }: DraftCheck): DraftCheck {
  return { problems, checkedWith };
}
