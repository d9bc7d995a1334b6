import { firstLine, textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Stop',
  id: 'stop',
  blank: { outcome: 'succeeded' },
  lists: [],
  endsRun: () => true,
  describe(step) {
    const message = firstLine(textIn(step, 'message'));
    return `Ends as ${textIn(step, 'outcome') || '…'}${message === '' ? '' : `: ${message}`}`;
  },
};
