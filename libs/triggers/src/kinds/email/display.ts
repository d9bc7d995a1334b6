import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: 'An e-mail comes to an address of the rule',
  short: 'E-mail',
  blank: () => ({}),
  fields: [],
};
