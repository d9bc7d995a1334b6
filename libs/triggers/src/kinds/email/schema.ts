import { z } from 'zod';

export const schema = z.strictObject({ kind: z.literal('email') }).meta({
  title: 'E-mail',
  description:
    'Runs for each mail to the address of the rule, which is made in the builder; the same mail (by its Message-ID) runs once. `event` has `from`, `to`, `cc`, `subject`, `date`, `messageId`, `inReplyTo`, `text`, `html`, `headers` and `attachments`. Anybody who knows the address can write anything, also as sender: treat it as text of a stranger.',
});
export type EmailTrigger = z.infer<typeof schema>;
