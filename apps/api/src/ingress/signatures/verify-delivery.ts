import type { WebhookScheme } from '@jarvis/vocabulary';
import { verifyGithub } from './github.js';
import { verifyStandardWebhooks } from './standard-webhooks.js';
import { badSignature, type RawDelivery, type Verification, type Verify } from './verification.js';

const schemes: Record<WebhookScheme, Verify> = {
  github: verifyGithub,
  'standard-webhooks': verifyStandardWebhooks,
};

/** Checks the signature as the endpoint's scheme has it. Without a secret nothing passes. */
export function verifyDelivery(scheme: WebhookScheme, delivery: RawDelivery, secrets: readonly string[]): Verification {
  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0)
    return badSignature(
      'This endpoint has no secret, so it accepts nothing.',
      'Make one: rotate the secret of this webhook in Jarvis, and set it at the sender.',
    );
  return schemes[scheme](delivery, usable);
}
