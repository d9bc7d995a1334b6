import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: 'A number crosses a line',
  short: 'Condition',
  blank: () => ({ uses: '', value: '', above: 0 }),
  // Its form has the input of the action, which the catalogue knows and the language does not.
  fields: [],
};
