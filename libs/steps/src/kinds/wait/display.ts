import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Wait',
  id: 'wait',
  blank: { for: '10m' },
  lists: [],
  waits: true,
  describe(step) {
    const [time, moment] = [textIn(step, 'for'), textIn(step, 'until')];
    if (time !== '') return `For ${time}`;
    return moment === '' ? 'No time given yet' : `Until ${moment}`;
  },
};
