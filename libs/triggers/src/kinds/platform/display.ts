import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: 'Something happens on a platform',
  short: 'Platform',
  blank: () => ({ uses: '' }),
  filters: true,
  // Its fields come from the schema of its settings, which the catalogue has and the language does not know.
  fields: [],
};
