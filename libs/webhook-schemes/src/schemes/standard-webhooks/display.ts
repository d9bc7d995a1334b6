import type { SchemeDisplay } from '../../display-base.js';

export const display: SchemeDisplay = {
  label: 'Standard Webhooks',
  proof: 'webhook-id, webhook-timestamp, webhook-signature',
  trigger: 'When a signed webhook arrives',
  secretFrom: 'jarvis',
  secretName: 'the secret',
  setUp:
    'Give the sender the address and the secret. Where the sender makes the secret (whsec_…), enter that one here instead.',
  settings: [],
};
