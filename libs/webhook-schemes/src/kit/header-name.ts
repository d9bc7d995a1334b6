import { z } from 'zod';

/** A header that proves something must not be kept beside an event, where everybody who may see a run reads it. */
const CREDENTIAL = /authorization|cookie|token|secret|password|credential|signature|api-?key/i;

/** The name of a header (RFC 9110, token). */
export const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, { error: 'It is not the name of a header.' });

/** The name of a header whose value is kept and can be read by expressions. */
export const KeptHeaderName = HeaderName.refine((name) => !CREDENTIAL.test(name), {
  error: 'Its value would be shown with every run, and its name says that it proves something.',
});
