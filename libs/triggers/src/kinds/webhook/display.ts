import { SCHEME_DISPLAYS } from '@jarvis/webhook-schemes/display';
import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: 'A signed webhook arrives',
  short: 'Webhook',
  blank: () => ({ signature: 'github' }),
  filters: true,
  // Its settings belong to the scheme, and the scheme has their form.
  fields: [
    {
      name: 'signature',
      label: 'Signed by',
      options: Object.entries(SCHEME_DISPLAYS).map(([value, { label }]) => ({ value, label })),
    },
    {
      name: 'answer',
      label: 'Answer',
      options: [
        { value: '', label: 'At once' },
        { value: 'result', label: 'With the result of the run' },
      ],
    },
    {
      name: 'within',
      label: 'The sender waits for',
      placeholder: '10s',
      hint: 'At most 30s, then it gets an address to ask for the result.',
      optional: true,
    },
  ],
};
