import { ApiFailure, signInAddress } from '#lib/api/failure.ts';
import { toasts } from './toasts.svelte.ts';

/** The session is over: sign in, then come back to this page. */
export function goToSignIn(): void {
  location.assign(signInAddress(new URL(location.href)));
}

/** Turns a failed call into a message the person can act on. Use as `promise.catch(report('The rule was not saved'))`. */
export function report(what: string): (cause: unknown) => void {
  return (cause) => {
    if (cause instanceof ApiFailure && cause.status === 401) {
      goToSignIn();
      return;
    }
    if (cause instanceof ApiFailure) {
      const text = `${what}: ${cause.message}${cause.hint ? ` ${cause.hint}` : ''}`;
      toasts.add({ tone: 'bad', text, ...(cause.requestId ? { requestId: cause.requestId } : {}) });
      return;
    }
    console.error(cause);
    toasts.add({ tone: 'bad', text: `${what}. Reload the page and try again.` });
  };
}
