import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Wait',
  icon: 'M10 2h4m-2 12l3-3M4 14a8 8 0 1 0 16 0a8 8 0 1 0-16 0',
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
