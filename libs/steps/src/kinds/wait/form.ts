import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

export const form: StepForm = {
  wants: 'delay, pause, sleep, later, until a time',
  fields: [
    { label: 'For', path: ['for'], half: true, placeholder: '10m, 2h, 1d' },
    { label: 'Until', path: ['until'], mode: 'condition', half: true },
  ],
  settings: SETTINGS,
};
