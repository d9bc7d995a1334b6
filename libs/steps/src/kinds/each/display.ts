import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'For each',
  id: 'each',
  blank: { items: '', steps: [] },
  lists: [{ field: 'steps', label: 'For each item', repeats: true }],
  gives: {
    names: {
      count: 'how many items there were',
      succeeded: 'how many came through',
      failed: 'how many failed',
      results: 'of each item: status, output, error',
    },
  },
  describe(step) {
    const items = textIn(step, 'items');
    const { concurrency } = step;
    const together = typeof concurrency === 'number' && concurrency > 1 ? `, ${concurrency} at a time` : '';
    return items === '' ? 'No list given yet' : `Each of ${items}${together}`;
  },
};
