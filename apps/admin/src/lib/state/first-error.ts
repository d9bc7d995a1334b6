import { tick } from 'svelte';

/** Brings an element to the middle of what can be seen, clear of bars above and below it, and puts the cursor there. */
export function bringIntoSight(element: HTMLElement): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  element.focus({ preventScroll: true });
}

/** Of a field the part that is wrong, such as the row of a name and a value. */
export function wrongPartOf(field: Element): HTMLElement | null {
  const wrong = field.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (wrong) return wrong;
  const name = field.querySelector('label')?.htmlFor;
  return name === undefined ? null : document.getElementById(name);
}

/**
 * After a form was refused: brings its first wrong field into sight and puts the cursor there, so that nobody looks for
 * what is wrong below a fixed bar. A message without a field is brought into sight at least.
 */
export async function showFirstError(form: Element | null): Promise<void> {
  await tick();
  const place = form?.querySelector<HTMLElement>(
    '[data-field]:has([role="alert"]), [aria-invalid="true"], [role="alert"]',
  );
  if (place) bringIntoSight((place.matches('[data-field]') ? wrongPartOf(place) : null) ?? place);
}
