import type { ParallelMode } from '@jarvis/vocabulary';
import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

const MODES = {
  all: 'All have come through',
  any: 'All have ended, one came through',
  'first-success': 'The first has come through',
} satisfies Record<ParallelMode, string>;

export const form: StepForm = {
  wants: 'do several things at the same time',
  fields: [
    { label: 'Done when', path: ['mode'], mode: 'choice', half: true, options: MODES },
    { label: 'At the same time', path: ['limit'], half: true, placeholder: 'All' },
  ],
  settings: SETTINGS,
};
