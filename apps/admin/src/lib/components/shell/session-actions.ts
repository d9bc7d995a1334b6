import { toFailure } from '#lib/api/failure.ts';
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
  const response = await fetch('/session/observatory', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ observatoryId }),
  });
  if (response.ok) location.assign('/');
  else report('The observatory was not switched')(toFailure(await response.json().catch(() => null), response.status));
}
