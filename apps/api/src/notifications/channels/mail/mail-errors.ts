import { z } from 'zod';

/** What nodemailer puts on its errors (https://nodemailer.com/errors). */
const SmtpError = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  message: z.string(),
});

/** The server takes mails, but never this one: it knows no such mailbox, or refuses the content (5xx, RFC 5321). */
export function isRefusedForGood(error: unknown): boolean {
  const { data } = SmtpError.safeParse(error);
  if (!data) return false;
  const aboutTheMail = data.code === 'EENVELOPE' || data.code === 'EMESSAGE';
  return aboutTheMail && data.responseCode !== undefined && data.responseCode >= 500;
}

/** What went wrong, for the row and the log. */
export function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
