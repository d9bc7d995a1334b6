import type { OnItemError } from '@jarvis/vocabulary';
import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

const ON_ITEM_ERROR = {
  stop: 'No further item begins',
  continue: 'The others go on, and so does the run',
  collect: 'The others go on, then the step fails',
} satisfies Record<OnItemError, string>;

export const form: StepForm = {
  wants: 'loop over a list, repeat for every item',
  fields: [
    { label: 'The list', path: ['items'], mode: 'condition' },
    { label: 'If an item fails or is declined', path: ['onItemError'], mode: 'choice', options: ON_ITEM_ERROR },
    { label: 'At the same time', path: ['concurrency'], half: true },
  ],
  settings: SETTINGS,
};
