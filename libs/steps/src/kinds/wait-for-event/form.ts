import type { OnError } from '@jarvis/vocabulary';
import type { StepForm } from '../../form-base.js';
import { SETTINGS } from '../../form-settings.js';

const ON_NO_EVENT = {
  fail: 'The step fails',
  continue: 'Go on; later steps can see that none came',
} satisfies Record<OnError, string>;

export const form: StepForm = {
  wants: 'wait until something happens, a reply, a payment',
  fields: [
    { label: 'Event', path: ['event'], half: true, placeholder: 'order.paid' },
    { label: 'Time to come', path: ['expiresAfter'], half: true },
    { label: 'Where', path: ['where'], mode: 'text', rows: 3, placeholder: '{ "orderId": "${{ event.orderId }}" }' },
    { label: 'If none comes', path: ['onNoEvent'], mode: 'choice', options: ON_NO_EVENT },
  ],
  settings: SETTINGS,
};
