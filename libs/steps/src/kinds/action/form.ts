import type { StepForm } from '../../form-base.js';
import { ACTIVITY_SETTINGS } from '../../form-settings.js';

export const form: StepForm = {
  fields: [],
  settings: ACTIVITY_SETTINGS,
};
