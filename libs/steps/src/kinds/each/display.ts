import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'For each',
  icon: 'm17 2l4 4l-4 4M3 11v-1a4 4 0 0 1 4-4h14M7 22l-4-4l4-4m14-1v1a4 4 0 0 1-4 4H3',
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
