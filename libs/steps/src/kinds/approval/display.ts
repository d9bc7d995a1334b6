import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Ask a person',
  id: 'approve',
  blank: { for: '', expiresAfter: '24h' },
  lists: [
    { field: 'onRejected', label: 'If rejected', ends: 'rejected' },
    { field: 'onExpired', label: 'If nobody answers', ends: 'expired' },
  ],
  waits: true,
  through: { key: 'approved', label: 'If approved' },
  describe(step) {
    const target = textIn(step, 'for');
    if (target === '') return 'No action chosen to ask about';
    return `Before “${target}”, within ${textIn(step, 'expiresAfter') || '24h'}`;
  },
};
