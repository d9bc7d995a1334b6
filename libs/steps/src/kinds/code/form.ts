import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

export const form: StepForm = {
  wants: 'calculate, transform or reshape data, script',
  fields: [
    { label: 'Inputs', path: ['with'], mode: 'inputs' },
    { label: 'Code', path: ['code'], mode: 'code' },
    { label: 'Result', path: ['output'], mode: 'answer' },
  ],
  settings: [...SETTINGS, { label: 'Time it may take', path: ['timeout'], half: true, placeholder: '1s' }],
};
