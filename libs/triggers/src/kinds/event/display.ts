import { INTERNAL_EVENTS } from '@jarvis/vocabulary';
import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: 'Something happens in Jarvis',
  short: 'Event',
  blank: () => ({ name: 'run.failed' }),
  filters: true,
  fields: [
    {
      name: 'name',
      label: 'Event',
      placeholder: 'run.failed',
      hint: `${INTERNAL_EVENTS.join(', ')}, or a name that a rule emits.`,
    },
  ],
};
