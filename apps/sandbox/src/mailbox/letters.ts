import type { Part, Store } from '@jarvis/stand-in-kit';
import { z } from 'zod';

/** A mail to one of Jarvis's own people, as it arrived. */
export const Letter = z.object({
  /** The sender's own id of the mail: one that comes again under it is the same mail. */
  messageId: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  receivedAt: z.string(),
  /** How often it arrived. */
  copies: z.int().default(1),
});
export type Letter = z.infer<typeof Letter>;

/** The oldest make room: the state's file is written whole at every change. */
const MAX_LETTERS = 200;

/** Mails to Jarvis's own people, newest first. */
export const lettersOf = (store: Store): Part<Letter[]> => store.part('mailbox', z.array(Letter), []);

/** The letters with this one on top. A copy only counts, as mailboxes that know the Message-ID do. */
export function withLetter(letters: readonly Letter[], letter: Letter): Letter[] {
  const isKnown = letters.some(({ messageId }) => messageId === letter.messageId);
  if (!isKnown) return [letter, ...letters].slice(0, MAX_LETTERS);
  return letters.map((known) =>
    known.messageId === letter.messageId ? { ...known, copies: known.copies + 1 } : known,
  );
}
