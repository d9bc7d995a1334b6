import { firstLine, textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Code',
  icon: 'm16 18 6-6-6-6M8 6l-6 6 6 6',
  id: 'compute',
  blank: { with: {}, code: '' },
  lists: [],
  gives: { schemaIn: 'output' },
  describe: (step) => firstLine(textIn(step, 'code')) || 'No code yet',
};
