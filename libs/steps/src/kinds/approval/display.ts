import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Ask a person',
  icon: 'M7 8a5 5 0 1 0 10 0a5 5 0 1 0-10 0M20 21a8 8 0 0 0-16 0',
  id: 'approve',
  blank: { for: '', expiresAfter: '24h' },
  lists: [
    { field: 'onRejected', label: 'If rejected', ends: 'rejected' },
    { field: 'onExpired', label: 'If nobody answers', ends: 'expired' },
  ],
  gives: {
    names: {
      status: 'approved, rejected or expired',
      by: 'who answered',
      note: 'what they wrote',
      edited: 'whether it was changed first',
      approvedInput: 'what the action runs with',
      respondedAt: 'when',
    },
  },
  waits: true,
  through: { key: 'approved', label: 'If approved' },
  describe(step) {
    const target = textIn(step, 'for');
    if (target === '') return 'No action chosen to ask about';
    return `Before “${target}”, within ${textIn(step, 'expiresAfter') || '24h'}`;
  },
};
