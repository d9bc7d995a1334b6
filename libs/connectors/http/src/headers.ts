import { z } from 'zod';

export const headerNameSchema = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'not a header name');

export const headerValueSchema = z
  .string()
  .max(8_000)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'contains characters a header cannot carry');

const CREDENTIAL = /authorization|cookie|token|secret|password|credential|signature|api-?key|(^|-)auth(-|$)/i;

/** Whether a header of this name carries a credential, as far as a name can tell. */
export function namesCredential(name: string): boolean {
  return CREDENTIAL.test(name);
}
