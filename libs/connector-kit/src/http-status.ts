import type { ErrorCode } from '@jarvis/vocabulary';

/** What an HTTP status means (RFC 9110) where a vendor's body says nothing more exact. */
export function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
      return 'auth';
    case 402:
    case 403:
      return 'permission';
    case 404:
    case 410:
      return 'not-found';
    case 409:
    case 412:
      return 'conflict';
    case 429:
      return 'rate-limited';
    case 408:
    case 425:
      return 'unavailable';
    default:
      if (status >= 500) return 'unavailable';
      return status >= 400 ? 'invalid-input' : 'unknown';
  }
}

/** Whether a reply with this status leaves open if the request took effect: any that is no plain refusal (4xx). */
export function isAmbiguousStatus(status: number): boolean {
  return status < 400 || status === 408 || status >= 500;
}
