import type { SchemeDisplay } from '../../display-base.js';

export const display: SchemeDisplay = {
  label: 'Stripe',
  proof: 'Stripe-Signature',
  trigger: 'When Stripe sends an event',
  secretFrom: 'sender',
  secretName: 'the signing secret',
  setUp:
    'In the Stripe Dashboard: Developers → Webhooks → Add destination, with this address. Stripe then shows a signing secret (whsec_…): enter it here.',
  settings: [],
};
