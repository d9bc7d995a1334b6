import type { StepForm } from '../../form-base.js';
import { ACTIVITY_SETTINGS } from '../../form-settings.js';

export const form: StepForm = {
  wants: 'write text, sum up, classify, translate, decide with AI',
  fields: [
    { label: 'Instructions', path: ['system'], mode: 'text', rows: 2 },
    { label: 'Prompt', path: ['prompt'], mode: 'text', rows: 5 },
    { label: 'Answer', path: ['output'], mode: 'answer' },
    { label: 'Model', path: ['model'], half: true, placeholder: 'The installation’s' },
    { label: 'Longest answer', path: ['maxTokens'], half: true },
  ],
  settings: ACTIVITY_SETTINGS,
};
