import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

const WAIT = {
  true: 'Wait for its end',
  false: 'Go on at once',
};

export const form: StepForm = {
  fields: [
    { label: 'Rule', path: ['rule'], mode: 'callee' },
    { label: 'Inputs', path: ['with'], mode: 'inputs' },
    { label: 'Then', path: ['wait'], mode: 'choice', half: true, options: WAIT },
    { label: 'Time to end', path: ['expiresAfter'], half: true },
  ],
  settings: SETTINGS,
};
