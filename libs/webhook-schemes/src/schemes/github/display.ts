import type { SchemeDisplay } from '../../display-base.js';

export const display: SchemeDisplay = {
  label: 'GitHub',
  proof: 'X-Hub-Signature-256',
  trigger: 'When GitHub sends a signed webhook',
  secretFrom: 'jarvis',
  secretName: 'the secret',
  setUp:
    'In the repository or organisation: Settings → Webhooks → Add webhook. The address is its payload URL, the secret its secret; either content type will do.',
  settings: [],
};
