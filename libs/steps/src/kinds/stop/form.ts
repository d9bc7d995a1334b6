import type { StopOutcome } from '@jarvis/vocabulary';
import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

const OUTCOMES = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  rejected: 'Rejected',
  expired: 'Expired',
} satisfies Record<StopOutcome, string>;

export const form: StepForm = {
  wants: 'end the run, exit, cancel',
  fields: [
    { label: 'The run ends as', path: ['outcome'], mode: 'choice', options: OUTCOMES },
    { label: 'Message', path: ['message'], mode: 'text' },
  ],
  settings: SETTINGS,
};
