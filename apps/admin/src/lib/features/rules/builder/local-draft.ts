import '#lib/api/zod-without-eval.ts';
import * as z from 'zod/mini';

const LocalDraft = z.object({
  text: z.string(),
  baseRevision: z.number(),
  at: z.number(),
  sent: z.optional(z.string()),
});
export type LocalDraft = z.infer<typeof LocalDraft>;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Per person, because browsers are shared; kept through sign-out, because nothing typed may be lost. */
const keyOf = (at: { userId: string; ruleId: string }) => `jarvis:draft:${at.userId}:${at.ruleId}`;

export function readLocalDraft(store: Store, at: { userId: string; ruleId: string }): LocalDraft | null {
  const raw = store.getItem(keyOf(at));
  if (raw === null) return null;
  try {
    const parsed = LocalDraft.safeParse(JSON.parse(raw));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** False when the browser refuses (full, or switched off): the server copy is then the only one. */
export function writeLocalDraft(store: Store, at: { userId: string; ruleId: string }, draft: LocalDraft): boolean {
  try {
    store.setItem(keyOf(at), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function dropLocalDraft(store: Store, at: { userId: string; ruleId: string }): void {
  store.removeItem(keyOf(at));
}
