import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

const SELF_APPROVAL = {
  true: 'Everybody who reviews',
  false: 'Not whoever started the run or published the rule',
};

export const form: StepForm = {
  wants: 'ask somebody, review, confirm, get permission',
  fields: [
    { label: 'Ask before', path: ['for'], mode: 'later-action', half: true },
    { label: 'Time to answer', path: ['expiresAfter'], half: true },
    { label: 'Who may approve', path: ['selfApproval'], mode: 'choice', options: SELF_APPROVAL },
    { label: 'Title', path: ['title'], mode: 'text' },
    { label: 'Message', path: ['message'], mode: 'text', rows: 2 },
    { label: 'Reasoning', path: ['reasoning'], mode: 'text' },
    { label: 'Confidence', path: ['confidence'], mode: 'text', placeholder: '0 to 1, or an expression' },
  ],
  settings: SETTINGS,
};
