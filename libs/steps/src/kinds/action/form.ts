import type { StepForm } from '../../form-base.js';
import { ACTIVITY_SETTINGS } from '../../form-settings.js';

export const form: StepForm = {
  wants: 'do something on a platform',
  fields: [],
  settings: ACTIVITY_SETTINGS,
};
