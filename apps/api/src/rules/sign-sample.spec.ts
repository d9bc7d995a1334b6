import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { signSample } from './sign-sample.js';

describe('signSample', () => {
  it('signs as GitHub does: different bytes each time, the same event', () => {
    const event = { issue: { number: 1 } };
    const [first, second] = [1, 2].map(() => signSample(event, { scheme: 'github', secret: 's' }));
    expect(first?.body).not.toBe(second?.body);
    expect(JSON.parse(first?.body ?? '')).toEqual(event);
    expect(first?.headers).toMatchObject({
      'x-github-event': 'issues',
      'x-hub-signature-256': `sha256=${createHmac('sha256', 's')
        .update(first?.body ?? '')
        .digest('hex')}`,
    });
  });

  it('signs by Standard Webhooks', () => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef');
    const { body, headers } = signSample(
      { type: 'x' },
      { scheme: 'standard-webhooks', secret: `whsec_${key.toString('base64')}` },
    );
    const signed = `${headers['webhook-id'] ?? ''}.${headers['webhook-timestamp'] ?? ''}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });
});
