import type { SchemeDisplay } from '../../display-base.js';

export const display: SchemeDisplay = {
  label: 'Slack',
  proof: 'X-Slack-Signature, X-Slack-Request-Timestamp',
  trigger: 'When Slack sends an event',
  secretFrom: 'sender',
  secretName: 'the signing secret',
  setUp:
    'On the page of your Slack app: copy Basic Information → Signing Secret and enter it here first. Then switch on Event Subscriptions with this address as the request URL; Jarvis answers Slack’s challenge.',
  settings: [],
};
