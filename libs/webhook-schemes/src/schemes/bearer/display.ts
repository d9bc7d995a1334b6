import type { SchemeDisplay } from '../../display-base.js';

export const display: SchemeDisplay = {
  label: 'Bearer token',
  proof: 'Authorization: Bearer, or a token in a header of your choice; nothing is signed',
  trigger: 'When a webhook with the right token arrives',
  secretFrom: 'jarvis',
  secretName: 'the token',
  setUp:
    'Give the sender the address and the token. Whoever sees a delivery sees the token, so choose a signature where the sender has one.',
  settings: [
    {
      name: 'header',
      label: 'Token header',
      hint: 'Authorization: “Bearer” and the token. Any other: the token alone.',
      placeholder: 'Authorization',
      optional: true,
    },
    {
      name: 'idHeader',
      label: 'Id header',
      hint: 'The delivery’s id. Without one, the same content runs once.',
      placeholder: 'X-Request-Id',
      optional: true,
    },
    {
      name: 'eventHeader',
      label: 'Event header',
      hint: 'The event’s name. Without one, the field type of the body.',
      placeholder: 'X-Event',
      optional: true,
    },
  ],
};
