import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { verifyDelivery } from './verify-delivery.js';

describe('GitHub', () => {
  // The example of https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
  const secret = "It's a Secret to Everybody";
  const delivery = (signature: string, body = 'Hello, World!') => ({
    body: Buffer.from(body),
    headers: { 'x-hub-signature-256': signature, 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' },
  });
  const documented = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

  it('accepts the documented example, in either case', () => {
    const accepted = { ok: true, deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958' };
    expect(verifyDelivery('github', delivery(documented), [secret])).toEqual(accepted);
    expect(
      verifyDelivery('github', delivery(documented.toUpperCase().replace('SHA', 'sha')), ['other', secret]),
    ).toEqual(accepted);
  });

  it('refuses everything else', () => {
    expect(verifyDelivery('github', delivery(documented, 'Hello, World?'), [secret]).ok).toBe(false);
    expect(verifyDelivery('github', delivery(documented), ['other']).ok).toBe(false);
    for (const signature of ['', 'sha256', documented.slice(0, -1), `${documented}0`, documented.slice(7)]) {
      expect(verifyDelivery('github', delivery(signature), [secret]).ok).toBe(false);
    }
  });

  it('accepts nothing without a secret', () => {
    const empty = `sha256=${createHmac('sha256', '').update('Hello, World!').digest('hex')}`;
    for (const secrets of [[], ['']]) expect(verifyDelivery('github', delivery(empty), secrets).ok).toBe(false);
  });
});

describe('Standard Webhooks', () => {
  // The vector of the reference libraries' own tests (github.com/standard-webhooks/standard-webhooks).
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const at = 1614265330;
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': String(at),
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const body = Buffer.from('{"test": 2432232314}');
  beforeEach(() => {
    jest.useFakeTimers({ now: at * 1000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const verify = (changed: Partial<typeof headers> = {}, secrets = [secret]) =>
    verifyDelivery('standard-webhooks', { body, headers: { ...headers, ...changed } }, secrets);

  it('accepts the vector of the reference libraries, with or without the prefix of the secret', () => {
    expect(verify()).toEqual({ ok: true, deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek' });
    expect(verify({}, [secret.slice(6)]).ok).toBe(true);
    expect(
      verify({
        'webhook-signature': `v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,x ${headers['webhook-signature']}`,
      }).ok,
    ).toBe(true);
  });

  it('holds its window of five minutes to the second', () => {
    for (const [seconds, ok] of [
      [300, true],
      [301, false],
      [-300, true],
      [-301, false],
    ] as const) {
      jest.setSystemTime((at + seconds) * 1000);
      expect(verify().ok).toBe(ok);
    }
  });

  it('refuses another id, time, version or secret', () => {
    for (const changed of [
      { 'webhook-id': 'msg_other' },
      { 'webhook-timestamp': String(at + 1) },
      { 'webhook-timestamp': '' },
      { 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v2,') },
      { 'webhook-signature': 'v1,' },
    ]) {
      expect(verify(changed).ok).toBe(false);
    }
    expect(verify({}, ['whsec_AAAA']).ok).toBe(false);
  });
});
