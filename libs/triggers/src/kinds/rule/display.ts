import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: 'Another rule calls it',
  short: 'Called',
  blank: () => ({}),
  fields: [],
};
