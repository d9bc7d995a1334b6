import { Condition } from '@jarvis/steps/language';

/** The field of every trigger that brings an event from elsewhere. */
export const filter = {
  if: Condition.optional().meta({
    description:
      'Only events for which this gives true start a run, for example `event.action == "closed"`. The others are kept and shown as filtered.',
  }),
};
