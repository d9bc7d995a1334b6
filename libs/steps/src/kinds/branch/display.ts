import { firstLine, textIn, type StepDisplay } from '../../display-base.js';
import { caseText, parseCaseText } from './case-text.js';

export const display: StepDisplay = {
  label: 'Branch',
  icon: 'M15 6a9 9 0 0 0-9 9V3m9 3a3 3 0 1 0 6 0a3 3 0 1 0-6 0M3 18a3 3 0 1 0 6 0a3 3 0 1 0-6 0',
  id: 'decide',
  blank: { cases: [{ if: '', steps: [] }] },
  lists: [
    {
      field: 'cases',
      steps: 'steps',
      label: 'If',
      further: 'Else if',
      condition: 'if',
      values: { field: 'is', of: 'on', label: 'Is', textOf: caseText, parse: parseCaseText },
      part: { label: 'Case', blank: { if: '', steps: [] } },
    },
    { field: 'else', label: 'Else' },
  ],
  endsRun: (_step, lists) => lists.every(Boolean),
  describe(step) {
    const { cases } = step;
    const on = firstLine(textIn(step, 'on'));
    if (on !== '') return `By ${on}`;
    const count = Array.isArray(cases) ? cases.length : 0;
    return count === 1 ? 'One case' : `${count} cases, the first that holds`;
  },
};
