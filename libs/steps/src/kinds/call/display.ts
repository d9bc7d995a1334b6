import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Call a rule',
  icon: 'm9 10 5 5-5 5M4 4v7a4 4 0 0 0 4 4h6M20 4v16',
  id: 'call',
  blank: { rule: '', with: {} },
  lists: [],
  waits: true,
  describe(step) {
    const rule = textIn(step, 'rule');
    if (rule === '') return 'No rule named yet';
    return step['wait'] === false ? `“${rule}”, without waiting for its end` : `“${rule}”, and waits for its end`;
  },
};
