import { textOf } from '@jarvis/steps/language';
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

/** Headers kept of every delivery, beside what a scheme names. */
export const ALWAYS_KEPT: readonly string[] = ['user-agent'];

const NAMES = ['header', 'timestampHeader', 'idHeader', 'eventHeader'] as const;

/** Each setting names a header of its own, and the one that proves something is never kept. */
export function refineHeaders(settings: Partial<Record<(typeof NAMES)[number], string>>, context: z.RefinementCtx) {
  const given = NAMES.flatMap((field) => {
    const name = textOf(settings[field])?.toLowerCase();
    return name === undefined ? [] : [{ field, name }];
  });
  for (const [index, { field, name }] of given.entries()) {
    const refuse = (message: string, hint: string) => {
      context.addIssue({ code: 'custom', path: [field], message, params: { hint } });
    };
    const other = given.slice(0, index).find((before) => before.name === name);
    if (other) refuse(`\`${other.field}\` names this header already.`, 'Name another one.');
    if (field === 'header' && ALWAYS_KEPT.includes(name))
      refuse('Its value is shown with every run, so it can prove nothing.', 'Name another one.');
  }
}
