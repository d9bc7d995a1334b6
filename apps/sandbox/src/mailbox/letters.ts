import { z } from 'zod';

/** A mail to one of Jarvis's own people, as it arrived. */
export const letterSchema = z.object({
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
export type Letter = z.infer<typeof letterSchema>;

/** The oldest make room: the state's file is written whole at every change. */
const MOST_LETTERS = 200;

/** Puts a letter on top. A copy only counts, as mailboxes that know the Message-ID do. */
export function putLetter(letters: Letter[], letter: Letter): void {
  const known = letters.find(({ messageId }) => messageId === letter.messageId);
  if (known) {
    known.copies += 1;
    return;
  }
  letters.unshift(letter);
  letters.splice(MOST_LETTERS);
}
