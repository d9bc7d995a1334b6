import type { WebhookScheme } from './display.js';
import { guarded, type Scheme } from './scheme.js';
import { bearer } from './schemes/bearer/scheme.js';
import { github } from './schemes/github/scheme.js';
import { hmac } from './schemes/hmac/scheme.js';
import { slack } from './schemes/slack/scheme.js';
import { standardWebhooks } from './schemes/standard-webhooks/scheme.js';
import { stripe } from './schemes/stripe/scheme.js';

export { ALWAYS_KEPT } from './kit/header-name.js';
export { singleHeader, withoutDeliveryId } from './kit/delivery.js';
export type { RawDelivery, Refusal, SignedDelivery, Verification } from './kit/delivery.js';
export type { Ping, SampleFacts, Scheme } from './scheme.js';

/** What each scheme does. One that is missing here does not type-check. */
const schemes: Readonly<Record<WebhookScheme, Scheme | ((settings: unknown) => Scheme)>> = {
  github,
  'standard-webhooks': standardWebhooks,
  stripe,
  slack,
  hmac,
  bearer,
};

/**
 * A scheme as one endpoint has it.
 * @param settings as the definition has them; `{}` for a scheme that takes none
 * @throws ZodError when the settings are not the scheme's: they were checked when the rule was saved
 */
export function schemeOf(name: WebhookScheme, settings: unknown): Scheme {
  const scheme = schemes[name];
  return guarded(typeof scheme === 'function' ? scheme(settings) : scheme);
}
