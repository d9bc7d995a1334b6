import { z } from 'zod';

const Typed = z.looseObject({ type: z.string().optional().catch(undefined) });

/** What many senders write into the field `type` of the body; empty where they do not. */
export function typeOf(event: unknown): string {
  return Typed.safeParse(event).data?.type ?? '';
}
