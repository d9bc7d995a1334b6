import { createHmac, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { verify as verifyAsOctokit, sign as signAsOctokit } from '@octokit/webhooks-methods';
import { verifySlackRequest } from 'slack-edge';
import { Webhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { schemeOf, type Scheme, type SignedDelivery } from './index.js';
import { SCHEME_DISPLAYS, WEBHOOK_SCHEMES, type WebhookScheme } from './display.js';
import { settingsOf } from './settings.js';

const event = { type: 'invoice.paid', note: 'naïve café ✓' };
const settings: Partial<Record<WebhookScheme, unknown>> = {
  hmac: { header: 'X-Signature', timestampHeader: 'X-Time', idHeader: 'X-Id' },
};
const received = ({ body, headers }: SignedDelivery) => ({ body: Buffer.from(body), headers });

describe.each(WEBHOOK_SCHEMES)('%s', (name) => {
  const scheme = schemeOf(name, settings[name] ?? {});
  const secret = scheme.newSecret();

  it('opens for what it signs, with the present secret or the one before', () => {
    const delivery = received(scheme.sign(event, secret));
    expect(scheme.verify(delivery, [secret])).toEqual({ ok: true });
    expect(scheme.verify(delivery, [scheme.newSecret(), secret])).toEqual({ ok: true });
    expect(JSON.parse(delivery.body.toString())).toMatchObject(event);
  });

  it('stays shut for another secret, another body, no header and no secret', () => {
    const delivery = received(scheme.sign(event, secret));
    expect(scheme.verify(delivery, [scheme.newSecret()])).toMatchObject({ ok: false, about: 'signature' });
    expect(scheme.verify({ ...delivery, headers: {} }, [secret]).ok).toBe(false);
    for (const none of [[], ['']]) expect(scheme.verify(delivery, none).ok).toBe(false);
    // A token proves who sends, and nothing of what was sent.
    const changed = scheme.verify({ ...delivery, body: Buffer.from('{"type":"invoice.void"}') }, [secret]);
    expect(changed.ok).toBe(name === 'bearer');
  });

  it('stays shut for each header that is cut, doubled, empty or of another kind', () => {
    const signed = scheme.sign(event, secret);
    const proofs = Object.keys(signed.headers).filter((header) => /signature|authorization/.test(header));
    expect(proofs).not.toEqual([]);
    for (const header of proofs) {
      const value = signed.headers[header] ?? '';
      for (const wrong of [
        '',
        ' ',
        value.slice(0, -1),
        `${value}0`,
        'x'.repeat(5000),
        value.split('').reverse().join(''),
      ])
        expect(
          scheme.verify({ ...received(signed), headers: { ...signed.headers, [header]: wrong } }, [secret]).ok,
        ).toBe(false);
      expect(
        scheme.verify({ ...received(signed), headers: { ...signed.headers, [header]: [value, value] } }, [secret]).ok,
      ).toBe(false);
    }
  });

  it('knows each of its samples as another delivery, and one that comes again as the same', () => {
    const idOf = (signed: SignedDelivery) =>
      scheme.deliveryId(received(signed), JSON.parse(signed.body.trim()) as unknown);
    const [first, second] = [scheme.sign(event, secret), scheme.sign(event, secret)];
    expect(idOf(first)).toMatch(/^[\x21-\x7e]{1,200}$/);
    expect(idOf(first)).toBe(idOf(first));
    expect(idOf(first)).not.toBe(idOf(second));
  });

  it('keeps no header that proves anything', () => {
    const signed = scheme.sign(event, secret);
    const kept = scheme.keptHeaders.map((header) => signed.headers[header] ?? '').join(' ');
    expect(scheme.keptHeaders.join(' ')).not.toMatch(/signature$|authorization/);
    expect(kept).not.toContain(secret);
    const facts = { deliveryId: 'id-1', eventName: 'invoice.paid', at: '1' };
    for (const header of Object.keys(scheme.sampleHeaders(facts))) expect(scheme.keptHeaders).toContain(header);
  });

  it('takes its own secrets from people and no others', () => {
    expect(scheme.refuseSecret(scheme.newSecret())).toBeUndefined();
    for (const text of ['', 'short', 'with spaces in it, and long enough', 'ü'.repeat(40)])
      expect(scheme.refuseSecret(text)).toMatchObject({ message: expect.stringMatching(/[.]$/) });
  });

  it('says what to do at the sender', () => {
    const { setUp, label, settings: fields } = SCHEME_DISPLAYS[name];
    expect(setUp).toMatch(/[.]$/);
    expect(label).not.toBe('');
    // The form has the settings of the schema, in its order, and no others.
    expect(fields.map((field) => field.name)).toEqual(Object.keys(settingsOf(name)?.shape ?? {}));
  });
});

describe('GitHub', () => {
  const github = schemeOf('github', {});
  // The example of https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
  const secret = "It's a Secret to Everybody";
  const documented = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const delivery = (signature: string, body = 'Hello, World!') => ({
    body: Buffer.from(body),
    headers: { 'x-hub-signature-256': signature, 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' },
  });

  it('accepts the documented example, in either case', () => {
    expect(github.verify(delivery(documented), [secret]).ok).toBe(true);
    expect(github.verify(delivery(documented.toUpperCase().replace('SHA', 'sha')), ['other', secret]).ok).toBe(true);
    expect(github.deliveryId(delivery(documented), {})).toBe('72d3162e-cc78-11e3-81ab-4c9367dc0958');
  });

  it('agrees with GitHub’s own library, both ways', async () => {
    const signed = github.sign(event, secret);
    expect(await verifyAsOctokit(secret, signed.body, signed.headers['x-hub-signature-256'] ?? '')).toBe(true);
    expect(github.verify(delivery(await signAsOctokit(secret, 'ünïcode')), [secret]).ok).toBe(false);
    expect(github.verify(delivery(await signAsOctokit(secret, 'ünïcode'), 'ünïcode'), [secret]).ok).toBe(true);
  });

  it('refuses everything else', () => {
    expect(github.verify(delivery(documented, 'Hello, World?'), [secret]).ok).toBe(false);
    for (const signature of ['sha256', documented.slice(0, -1), `${documented}0`, documented.slice(7)])
      expect(github.verify(delivery(signature), [secret]).ok).toBe(false);
    const empty = `sha256=${createHmac('sha256', '').update('Hello, World!').digest('hex')}`;
    for (const secrets of [[], ['']]) expect(github.verify(delivery(empty), secrets).ok).toBe(false);
  });

  it('names the event by its header, in a sample by its body', () => {
    expect(github.sign({ issue: { number: 1 } }, secret).headers['x-github-event']).toBe('issues');
    expect(github.eventName({}, { body: Buffer.alloc(0), headers: { 'x-github-event': 'push' } })).toBe('push');
    expect(github.summary({ action: 'closed', repository: { full_name: 'a/b' } }, 'issues')).toBe(
      'issues.closed from a/b',
    );
    expect(github.summary({}, '')).toBe('delivery from GitHub');
  });
});

describe('with the clock of a published example', () => {
  const at = (seconds: number) => jest.setSystemTime(seconds * 1000);
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** A window of five minutes, to the second and both ways. */
  const holdsItsWindow = (signedAt: number, verify: () => boolean) => {
    for (const [seconds, ok] of [
      [0, true],
      [300, true],
      [301, false],
      [-300, true],
      [-301, false],
    ] as const) {
      at(signedAt + seconds);
      expect(verify()).toBe(ok);
    }
    at(signedAt);
  };

  it('Standard Webhooks: the vector of the reference libraries', () => {
    const scheme = schemeOf('standard-webhooks', {});
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const verify = (changed: Partial<typeof headers> = {}, secrets = [secret]) =>
      scheme.verify({ body: Buffer.from('{"test": 2432232314}'), headers: { ...headers, ...changed } }, secrets).ok;
    holdsItsWindow(1614265330, () => verify());
    expect(verify({}, [secret.slice(6)])).toBe(true);
    const others = `v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,x ${headers['webhook-signature']}`;
    expect(verify({ 'webhook-signature': others })).toBe(true);
    for (const changed of [
      { 'webhook-id': 'msg_other' },
      { 'webhook-timestamp': '1614265331' },
      { 'webhook-timestamp': '' },
      { 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v2,') },
      { 'webhook-signature': 'v1,' },
    ])
      expect(verify(changed)).toBe(false);
    expect(verify({}, ['whsec_AAAA'])).toBe(false);
  });

  it('Slack: the example of its documentation, checked in its window', () => {
    const body = Buffer.from(
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    );
    const headers = {
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    };
    const verify = () => schemeOf('slack', {}).verify({ body, headers }, ['8f742231b10e8888abcd99yyyzzz85a5']).ok;
    holdsItsWindow(1531420618, verify);
  });

  it('Stripe: what its own library signs, also while the secret changes', () => {
    const scheme = schemeOf('stripe', {});
    const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'invoice.paid' });
    const secret = 'whsec_test_secret';
    const sign = (timestamp: number, key = secret) =>
      Stripe.webhooks.generateTestHeaderString({ payload, secret: key, timestamp });
    const verify = (header: string) =>
      scheme.verify({ body: Buffer.from(payload), headers: { 'stripe-signature': header } }, [secret]).ok;
    holdsItsWindow(1_700_000_000, () => verify(sign(1_700_000_000)));
    const other = sign(1_700_000_000, 'whsec_other').split(',')[1] ?? '';
    expect(verify(`${sign(1_700_000_000)},${other}`)).toBe(true);
    expect(verify(sign(1_700_000_000).replace(',', `,${other},`))).toBe(true);
    expect(verify(sign(1_700_000_000).replace('v1=', 'v0='))).toBe(false);
    expect(verify(sign(1_700_000_000, 'whsec_other'))).toBe(false);
  });
});

describe('what we sign passes the verifiers of others', () => {
  it('Standard Webhooks', () => {
    const scheme = schemeOf('standard-webhooks', {});
    const secret = scheme.newSecret();
    const { body, headers } = scheme.sign(event, secret);
    expect(new Webhook(secret).verify(body, headers)).toMatchObject(event);
  });

  it('Stripe', () => {
    const scheme = schemeOf('stripe', {});
    const secret = scheme.newSecret();
    const { body, headers } = scheme.sign(event, secret);
    const read = Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret);
    expect(read).toMatchObject(event);
  });

  it('Slack', async () => {
    const scheme = schemeOf('slack', {});
    const secret = scheme.newSecret();
    const { body, headers } = scheme.sign(event, secret);
    expect(await verifySlackRequest(secret, new Headers(headers), body)).toBe(true);
    expect(await verifySlackRequest(scheme.newSecret(), new Headers(headers), body)).toBe(false);
  });
});

describe('Slack', () => {
  const slack = schemeOf('slack', {});
  const delivery = { body: Buffer.from('{}'), headers: {} };

  it('answers the challenge, and only that', () => {
    expect(slack.ping?.({ type: 'url_verification', challenge: 'abc' }, delivery)).toEqual({
      reply: { challenge: 'abc' },
    });
    for (const other of [{ type: 'event_callback', challenge: 'abc' }, { type: 'url_verification', challenge: 1 }, {}])
      expect(slack.ping?.(other, delivery)).toBeUndefined();
  });

  it('knows an event by its id and an interaction by its bytes', () => {
    expect(slack.deliveryId(delivery, { event_id: 'Ev1' })).toBe('Ev1');
    expect(slack.deliveryId(delivery, { type: 'block_actions' })).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(slack.eventName({ type: 'event_callback', event: { type: 'app_mention' } })).toBe('app_mention');
    expect(slack.eventName({ type: 'block_actions' })).toBe('block_actions');
  });
});

describe('HMAC of another kind', () => {
  const secret = 'a secret of a sender';
  const deliver = (scheme: Scheme, headers: Record<string, string>, body = '{"a":1}') =>
    scheme.verify({ body: Buffer.from(body), headers }, [secret]);
  const digest = (algorithm: string, text: string, encoding: 'hex' | 'base64') =>
    createHmac(algorithm, secret).update(text).digest(encoding);

  it.each([
    // As Shopify signs, and as Linear and Intercom (SHA-1) do.
    [{ header: 'X-Shopify-Hmac-Sha256', encoding: 'base64' }, 'x-shopify-hmac-sha256', '', 'sha256', 'base64'],
    [{ header: 'Linear-Signature' }, 'linear-signature', '', 'sha256', 'hex'],
    [{ header: 'X-Hub-Signature', algorithm: 'sha1', prefix: 'sha1=' }, 'x-hub-signature', 'sha1=', 'sha1', 'hex'],
    [{ header: 'X-Sig', algorithm: 'sha512', prefix: 'v1:' }, 'x-sig', 'v1:', 'sha512', 'hex'],
  ] as const)('%j', (given, header, prefix, algorithm, encoding) => {
    const scheme = schemeOf('hmac', given);
    const right = `${prefix}${digest(algorithm, '{"a":1}', encoding)}`;
    expect(deliver(scheme, { [header]: right }).ok).toBe(true);
    // While the sender changes its secret.
    expect(deliver(scheme, { [header]: `${prefix}${'0'.repeat(40)}, ${right}` }).ok).toBe(true);
    expect(deliver(scheme, { [header]: right }, '{"a":2}').ok).toBe(false);
    if (prefix !== '') expect(deliver(scheme, { [header]: right.slice(prefix.length) }).ok).toBe(false);
  });

  it('signs the time and the id where it is told so, and holds its window', () => {
    const scheme = schemeOf('hmac', {
      header: 'X-Sig',
      timestampHeader: 'X-Time',
      idHeader: 'X-Id',
      signs: 'v0:{id}:{timestamp}:{body}',
      tolerance: '30s',
    });
    const signedAt = (time: string, id = randomUUID()) => ({
      'x-time': time,
      'x-id': id,
      'x-sig': digest('sha256', `v0:${id}:${time}:{"a":1}`, 'hex'),
    });
    const ms = Date.now();
    for (const time of [Math.round(ms / 1000).toString(), ms.toString(), new Date(ms).toISOString()])
      expect(deliver(scheme, signedAt(time))).toEqual({ ok: true });
    for (const time of [(ms - 60_000).toString(), (ms + 60_000).toString(), 'yesterday', '2026-01-01', ''])
      expect(deliver(scheme, signedAt(time)).ok).toBe(false);
    expect(deliver(scheme, { ...signedAt(ms.toString()), 'x-id': 'another' }).ok).toBe(false);
    expect(deliver(scheme, { ...signedAt(ms.toString()), 'x-id': '' })).toMatchObject({ about: 'delivery-id' });
    expect(deliver(scheme, { ...signedAt(ms.toString()), 'x-time': (ms + 1).toString() }).ok).toBe(false);
  });

  it('refuses settings that protect nothing, or show what proves something', () => {
    const wrong = (given: Record<string, unknown>) =>
      settingsOf('hmac')
        ?.safeParse({ header: 'X-Sig', ...given })
        .error?.issues.map(({ path }) => path.join('.'));
    expect(wrong({})).toBeUndefined();
    expect(wrong({ header: 'no header' })).toEqual(['header']);
    expect(wrong({ timestampHeader: 'X-Time', signs: '{body}' })).toEqual(['signs']);
    expect(wrong({ signs: '{timestamp}.{body}' })).toEqual(['signs']);
    expect(wrong({ signs: '{id}.{body}' })).toEqual(['signs']);
    expect(wrong({ signs: '{body}{body}' })).toEqual(['signs']);
    expect(wrong({ signs: 'nothing' })).toEqual(['signs']);
    expect(wrong({ tolerance: '5m' })).toEqual(['tolerance']);
    expect(wrong({ timestampHeader: 'X-Time', tolerance: '2h' })).toEqual(['tolerance']);
    for (const shown of ['Authorization', 'Cookie', 'X-Api-Key', 'X-Sig-Token'])
      expect(wrong({ idHeader: shown })).toEqual(['idHeader']);
    expect(wrong({ timestampHeader: 'X-Signature-Timestamp' })).toBeUndefined();
  });

  it('says whether the id of a delivery is signed, and keeps no time', () => {
    const of = (given: object) => schemeOf('hmac', { header: 'X-Sig', ...given });
    expect(of({}).signsId).toBe(true);
    expect(of({ idHeader: 'X-Id' }).signsId).toBe(false);
    expect(of({ idHeader: 'X-Id', signs: '{id}.{body}' }).signsId).toBe(true);
    expect(of({ timestampHeader: 'X-Signature-Timestamp', idHeader: 'X-Id' }).keptHeaders).toEqual(['x-id']);
  });

  it('knows a delivery without an id by its bytes', () => {
    const scheme = schemeOf('hmac', { header: 'X-Sig' });
    const [one, two] = ['{"a":1}', '{"a":1} '].map((body) =>
      scheme.deliveryId({ body: Buffer.from(body), headers: {} }, {}),
    );
    expect(one).toMatch(/^sha256:/);
    expect(one).not.toBe(two);
  });
});

describe.each(['hmac', 'bearer'] as const)('the headers that %s names', (name) => {
  const wrong = (given: Record<string, unknown>) =>
    settingsOf(name)
      ?.safeParse({ header: 'X-Auth', ...given })
      .error?.issues.map(({ path }) => path.join('.'));

  it('are different ones, and the proof is in none that is kept', () => {
    expect(wrong({ idHeader: 'X-Id', eventHeader: 'X-Event' })).toBeUndefined();
    // Else the token or signature would be kept as the name of the event.
    expect(wrong({ eventHeader: 'x-auth' })).toEqual(['eventHeader']);
    expect(wrong({ idHeader: 'X-AUTH' })).toEqual(['idHeader']);
    expect(wrong({ idHeader: 'X-Same', eventHeader: 'x-same' })).toEqual(['eventHeader']);
    expect(wrong({ header: 'User-Agent' })).toEqual(['header']);
    if (name === 'hmac') expect(wrong({ timestampHeader: 'X-Auth' })).toEqual(['timestampHeader']);
  });
});

describe('a bearer token', () => {
  const verify = (given: unknown, headers: Record<string, string>) =>
    schemeOf('bearer', given).verify({ body: Buffer.alloc(0), headers }, ['token-of-the-sender']).ok;

  it('stands behind Bearer in Authorization, and alone in any other header', () => {
    expect(verify({}, { authorization: 'Bearer token-of-the-sender' })).toBe(true);
    expect(verify({}, { authorization: 'bearer  token-of-the-sender' })).toBe(true);
    expect(verify({ header: 'X-Gitlab-Token' }, { 'x-gitlab-token': 'token-of-the-sender' })).toBe(true);
    for (const wrong of ['token-of-the-sender', 'Basic token-of-the-sender', 'Bearer token-of-the-sende', 'Bearer'])
      expect(verify({}, { authorization: wrong })).toBe(false);
    expect(verify({ header: 'X-Gitlab-Token' }, { 'x-gitlab-token': 'Bearer token-of-the-sender' })).toBe(false);
  });
});
