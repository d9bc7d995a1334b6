import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

export const form: StepForm = {
  fields: [],
  settings: SETTINGS,
};
