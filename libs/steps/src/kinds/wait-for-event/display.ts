import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Wait for an event',
  icon: 'M4.9 16.1C1 12.2 1 5.8 4.9 1.9m2.9 2.8a6.14 6.14 0 0 0-.8 7.5M10 9a2 2 0 1 0 4 0a2 2 0 1 0-4 0m6.2-4.2c2 2 2.26 5.11.8 7.47M19.1 1.9a9.96 9.96 0 0 1 0 14.1m-9.6 2h5M8 22l4-11l4 11',
  id: 'waitForEvent',
  blank: { event: '', expiresAfter: '24h' },
  lists: [],
  gives: { names: { event: 'what is known of the event; null when none came', expired: 'whether none came in time' } },
  waits: true,
  describe(step) {
    const event = textIn(step, 'event');
    return event === '' ? 'No event named yet' : `“${event}”, within ${textIn(step, 'expiresAfter') || '24h'}`;
  },
};
