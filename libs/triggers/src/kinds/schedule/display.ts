import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = {
  label: 'A schedule fires',
  short: 'Schedule',
  blank: (timezone) => ({ cron: '0 9 * * MON-FRI', timezone }),
  fields: [
    {
      name: 'overlap',
      label: 'If the last run is still going',
      options: [
        { value: 'skip', label: 'Skip this one' },
        { value: 'buffer-one', label: 'Wait, then run once' },
        { value: 'allow-all', label: 'Run beside it' },
      ],
    },
    {
      name: 'cron',
      label: 'Cron',
      optional: true,
      placeholder: '0 9 * * MON-FRI',
      hint: 'Minute, hour, day, month, weekday.',
    },
    { name: 'timezone', label: 'Time zone', optional: true, placeholder: 'UTC' },
    { name: 'every', label: 'Or every', optional: true, placeholder: '15m', hint: 'Instead of cron.' },
  ],
};
