import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

export const form: StepForm = {
  wants: 'decide, if and else, condition, switch, route',
  fields: [{ label: 'Compare one value', path: ['on'], mode: 'condition', placeholder: 'Each case has a condition' }],
  settings: SETTINGS,
};
