import type { SchemeDisplay } from './display-base.js';
import { display as bearer } from './schemes/bearer/display.js';
import { display as github } from './schemes/github/display.js';
import { display as hmac } from './schemes/hmac/display.js';
import { display as slack } from './schemes/slack/display.js';
import { display as standardWebhooks } from './schemes/standard-webhooks/display.js';
import { display as stripe } from './schemes/stripe/display.js';

export type { SchemeDisplay, SettingField } from './display-base.js';

/** How each scheme is shown, in the order of the menu. The names of the schemes are the keys of this table. */
const displays = { github, 'standard-webhooks': standardWebhooks, stripe, slack, hmac, bearer };

/** How the deliveries of a webhook are signed. */
export type WebhookScheme = keyof typeof displays;

export const SCHEME_DISPLAYS: Readonly<Record<WebhookScheme, SchemeDisplay>> = displays;

export const WEBHOOK_SCHEMES: readonly WebhookScheme[] = Object.keys(displays).filter(isScheme);

function isScheme(name: string): name is WebhookScheme {
  return Object.hasOwn(displays, name);
}

/** Undefined for a scheme that does not exist: what is written may be anything. */
export function schemeDisplayOf(name: unknown): SchemeDisplay | undefined {
  return typeof name === 'string' && isScheme(name) ? displays[name] : undefined;
}
