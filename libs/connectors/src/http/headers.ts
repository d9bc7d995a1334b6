import { z } from 'zod';

export const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'It is not the name of a header.');

export const HeaderValue = z
  .string()
  .max(8_000)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'It holds characters that a header cannot carry.');

/** Set by the client itself; another value could lead a request past its checks. */
const RESERVED = /^(host|connection|content-length|transfer-encoding|upgrade)$/i;
/** Make a service treat a request as one of another method than the risk was judged by. */
const METHOD_OVERRIDE = /^x-(http-)?method(-override)?$/i;
const CREDENTIAL = /authorization|cookie|token|secret|password|credential|signature|api-?key|(^|-)auth(-|$)/i;

/** Whether a header of this name may be set at all. */
export function isFree(name: string): boolean {
  // Many servers read `_` in a header's name as `-`.
  const read = name.replaceAll('_', '-');
  return !RESERVED.test(read) && !METHOD_OVERRIDE.test(read);
}

/** Whether a header of this name carries a credential, as far as a name can tell. */
export function namesCredential(name: string): boolean {
  return CREDENTIAL.test(name);
}
