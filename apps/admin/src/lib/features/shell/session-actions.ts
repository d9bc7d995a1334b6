import { continueInObservatory } from '#lib/api/calls.ts';
import { report } from '#lib/state/report.ts';

/** Posts a real form, so that it works however the page is doing. */
export function signOut(): void {
  const form = document.createElement('form');
  form.method = 'POST';
  form.action = '/sign-out';
  document.body.append(form);
  form.submit();
}

/** Everything on screen belongs to the old observatory, so the page starts afresh. */
export async function switchObservatory(observatoryId: string): Promise<void> {
  try {
    await continueInObservatory(fetch, observatoryId);
    location.assign('/');
  } catch (cause) {
    report('The observatory was not switched')(cause);
  }
}
