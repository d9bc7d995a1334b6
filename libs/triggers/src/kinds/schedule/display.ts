import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: 'A schedule fires',
  short: 'Schedule',
  blank: (timezone) => ({ cron: '0 9 * * MON-FRI', timezone }),
  // The times themselves are clicked together (see clicks.ts).
  fields: [
    {
      name: 'overlap',
      label: 'If the last run is still going',
      options: [
        { value: 'skip', label: 'Skip this one' },
        { value: 'buffer-one', label: 'Wait, then run once' },
        { value: 'allow-all', label: 'Run beside it' },
        { value: 'cancel-previous', label: 'Cancel that one' },
      ],
    },
    {
      name: 'missed',
      label: 'Times missed in an outage',
      options: [
        { value: '', label: 'Make up what can start' },
        { value: 'skip', label: 'Leave them out' },
        { value: 'once', label: 'One run for all' },
        { value: 'all', label: 'A run for each' },
      ],
    },
    { name: 'from', label: 'From', optional: true, placeholder: '2026-12-01', hint: 'A date, or a date with a time.' },
    { name: 'until', label: 'Until', optional: true, placeholder: '2027-01-31', hint: 'A date counts to its end.' },
    { name: 'jitter', label: 'Up to so much later', optional: true, placeholder: '5m' },
    {
      name: 'catchup',
      label: 'Make up as far back as',
      optional: true,
      placeholder: '1h',
      hint: 'When empty: 1h, or 1d with one run for all or a run for each.',
    },
  ],
};
