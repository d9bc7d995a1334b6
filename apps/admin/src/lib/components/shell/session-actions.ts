import { switchTo } from '#lib/api/calls.ts';

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
  await switchTo(fetch, observatoryId);
  location.assign('/');
}
