import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Parallel',
  icon: 'M16 3h5v5M8 3H3v5m9 14v-8.3a4 4 0 0 0-1.172-2.872L3 3m12 6l6-6',
  id: 'together',
  blank: { branches: [{ steps: [] }, { steps: [] }] },
  lists: [
    {
      field: 'branches',
      steps: 'steps',
      label: 'Branch',
      named: 'name',
      part: { label: 'Branch', blank: { steps: [] } },
      beside: true,
    },
  ],
  gives: { names: { branches: 'of each branch: name, status, output, error' } },
  endsRun: (step, lists) =>
    ['any', 'first-success'].includes(textIn(step, 'mode')) ? lists.every(Boolean) : lists.some(Boolean),
  describe(step) {
    const count = Array.isArray(step['branches']) ? step['branches'].length : 0;
    const branches = count === 1 ? 'One branch' : `${count} branches`;
    switch (textIn(step, 'mode')) {
      case 'any':
        return `${branches}, one must come through`;
      case 'first-success':
        return `${branches}, the first that comes through`;
      default:
        return `${branches}, all must come through`;
    }
  },
};
