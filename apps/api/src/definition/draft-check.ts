import type { ConnectionUse } from '@jarvis/compiler';
import { PROBLEM_CODES, type ProblemCode } from '@jarvis/rules';
import { z } from 'zod';
import { Problem } from '../http/shapes.js';

const Code = z.custom<ProblemCode>((value) => typeof value === 'string' && Object.hasOwn(PROBLEM_CODES, value));
const Use: z.ZodType<ConnectionUse> = z.strictObject({
  what: z.enum(['step', 'trigger']),
  id: z.string(),
  platform: z.string(),
  connection: z.string().optional(),
  path: z.string(),
});

/** Strict: a check of before problems had a severity has its warnings beside them. */
const DraftCheck = z.strictObject({
  /** Whatever connections there are. */
  problems: z.array(Problem.extend({ code: Code })),
  /** What needs a connection; which problems that makes is found when the draft is read. */
  uses: z.array(Use),
  /** The language and the connectors it was checked with. */
  checkedWith: z.string(),
});
/** What the compiler said of a draft, as it stands beside it. */
export type DraftCheck = z.infer<typeof DraftCheck>;

/** Undefined when the compiler was not asked yet, or when what is stored is of an earlier form. */
export function readDraftCheck(stored: unknown): DraftCheck | undefined {
  return DraftCheck.safeParse(stored).data;
}
