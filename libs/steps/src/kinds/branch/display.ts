import type { StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Branch',
  id: 'decide',
  blank: { cases: [{ if: '', steps: [] }] },
  lists: [
    {
      field: 'cases',
      steps: 'steps',
      label: 'If',
      further: 'Else if',
      condition: 'if',
      part: { label: 'Case', blank: { if: '', steps: [] } },
    },
    { field: 'else', label: 'Else' },
  ],
  endsRun: (_step, lists) => lists.every(Boolean),
  describe({ cases }) {
    const count = Array.isArray(cases) ? cases.length : 0;
    return count === 1 ? 'One case' : `${count} cases, the first that holds`;
  },
};
