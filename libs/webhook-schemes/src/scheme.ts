import { badSignature, type RawDelivery, type SignedDelivery, type Verification } from './kit/delivery.js';

/** The sender asks whether anybody is there; `reply` is the JSON it wants to hear. */
export interface Ping {
  reply?: Record<string, string>;
}

/** What a sample is made of, beside its event. */
export interface SampleFacts {
  deliveryId: string;
  eventName: string;
  /** Unix seconds. */
  at: string;
}

/** All that is special about one way to sign, with its settings in it. */
export interface Scheme {
  /** Checks the raw bytes against any of the secrets (two while one is being changed). Never called without one. */
  verify(delivery: RawDelivery, secrets: readonly string[]): Verification;
  /** The sender's id of a delivery whose signature holds; undefined when it gives none that can be used. */
  deliveryId(delivery: RawDelivery, event: unknown): string | undefined;
  /** False where the sender gives an id that it does not sign: a captured delivery could come again under another one. */
  signsId?: boolean;
  /** Where that id is, for who has to send it: `header webhook-id`. */
  deliveryIdPlace: string;
  /** The sender's name of the event, empty where it gives none. Without a delivery: as its body tells it. */
  eventName(event: unknown, delivery?: RawDelivery): string;
  /** What a list says about a delivery: `issues.closed from octo-org/octo-repo`. */
  summary(event: unknown, eventName: string): string;
  /** Headers kept beside the event, in lower case. Never one that proves something. */
  keptHeaders: readonly string[];
  /** The kept headers as a delivery would bring them. */
  sampleHeaders(facts: SampleFacts): Record<string, string>;
  /** Signs an event as its sender would, each time as another delivery. */
  sign(event: unknown, secret: string): SignedDelivery;
  newSecret(): string;
  /** Why a text cannot be a secret of the sender, and what to do; undefined when it can. */
  refuseSecret(text: string): { message: string; hint: string } | undefined;
  /** Undefined for a delivery that is an event. */
  ping?(event: unknown, delivery: RawDelivery): Ping | undefined;
}

/** The longest name and summary that lists show. */
const MAX_WORDS = 200;

/** What holds for every scheme: without a secret nothing passes, and words have an end. */
export function guarded(scheme: Scheme): Scheme {
  return {
    ...scheme,
    verify(delivery, secrets) {
      const usable = secrets.filter((secret) => secret !== '');
      if (usable.length === 0)
        return badSignature(
          'This endpoint has no secret, so it accepts nothing.',
          'Make one, or enter the sender’s: on the settings page of the rule in Jarvis.',
        );
      return scheme.verify(delivery, usable);
    },
    eventName: (event, delivery) => scheme.eventName(event, delivery).slice(0, MAX_WORDS),
    summary: (event, eventName) => scheme.summary(event, eventName).slice(0, MAX_WORDS),
  };
}
