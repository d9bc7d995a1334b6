import { EFFECT_KINDS } from '@jarvis/vocabulary';
import { z } from 'zod';
import { activityBase, Template } from '../../node-base.js';

export const node = z.object({
  kind: z.literal('action'),
  ...activityBase,
  /** Action id, `<platform>.<verb-object>`. */
  uses: z.string().min(1),
  /** The connection (integrations.id) whose credentials it uses; absent where the platform needs none. */
  connectionId: z.uuid().optional(),
  with: Template,
  effect: z.enum(EFFECT_KINDS),
  /** Id of the approval step that gates this action; performAction then insists on the approved hash. */
  gatedBy: z.string().optional(),
});
export type ActionNode = z.infer<typeof node>;

/** A group is not held up by a step that may take longer. */
const MAX_GROUPED_TIMEOUT_MS = 60_000;

/** Short, safe to repeat, and asking nobody. */
export function sizeInGroup({ lane, gatedBy, timeoutMs }: ActionNode): number {
  return lane === 'local' && gatedBy === undefined && timeoutMs <= MAX_GROUPED_TIMEOUT_MS ? 1 : 0;
}
