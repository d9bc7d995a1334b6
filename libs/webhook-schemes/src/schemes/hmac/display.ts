import type { SchemeDisplay } from '../../display-base.js';

export const display: SchemeDisplay = {
  label: 'Another HMAC signature',
  proof: 'a header of your choice',
  trigger: 'When a signed webhook arrives',
  secretFrom: 'jarvis',
  secretName: 'the secret',
  setUp:
    'Give the sender the address and the secret. Where the sender makes the secret, enter that one here instead. What it signs, and in which header, its documentation says.',
  blank: { header: 'X-Signature' },
  settings: [
    { name: 'header', label: 'Signature header', placeholder: 'X-Signature' },
    {
      name: 'algorithm',
      label: 'Algorithm',
      options: [
        { value: 'sha256', label: 'SHA-256' },
        { value: 'sha1', label: 'SHA-1' },
        { value: 'sha512', label: 'SHA-512' },
      ],
    },
    {
      name: 'encoding',
      label: 'Written as',
      options: [
        { value: 'hex', label: 'Hexadecimal' },
        { value: 'base64', label: 'Base64' },
      ],
    },
    {
      name: 'prefix',
      label: 'Prefix',
      hint: 'What stands before the signature.',
      placeholder: 'sha256=',
      optional: true,
    },
    {
      name: 'timestampHeader',
      label: 'Time header',
      hint: 'The time of signing: old deliveries are refused.',
      placeholder: 'X-Timestamp',
      optional: true,
    },
    { name: 'tolerance', label: 'Tolerance', placeholder: '5m', optional: true },
    {
      name: 'signs',
      label: 'What is signed',
      hint: 'With {body}, {timestamp} and {id}.',
      placeholder: '{body}',
      optional: true,
    },
    {
      name: 'idHeader',
      label: 'Id header',
      hint: 'The delivery’s id. Without one, the same content runs once; without {id} in what is signed, once in 30 days.',
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
