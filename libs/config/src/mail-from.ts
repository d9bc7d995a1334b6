import { z } from 'zod';

const Address = z.email();

/** `jarvis@example.org`, or a name before it: `Jarvis <jarvis@example.org>`. */
export const MailFrom = z.string().transform((text, context) => {
  const named = /^(?<name>[^<>\r\n]*)<(?<address>[^<>]+)>$/.exec(text.trim());
  const given = { name: named?.groups?.['name']?.trim() ?? '', address: named?.groups?.['address'] ?? text.trim() };
  if (Address.safeParse(given.address).success) return given;
  context.addIssue({ code: 'custom', message: 'is not the address of a sender' });
  return z.NEVER;
});
