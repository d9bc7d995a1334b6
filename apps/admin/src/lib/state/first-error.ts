import { tick } from 'svelte';

/**
 * After a form was refused: brings its first wrong field into sight and puts the cursor there, so that nobody looks for
 * what is wrong below a fixed bar. A message without a field is brought into sight at least.
 */
export async function showFirstError(form: Element | null): Promise<void> {
  await tick();
  const wrong =
    form?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? form?.querySelector<HTMLElement>('[role="alert"]');
  if (!wrong) return;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  wrong.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  wrong.focus({ preventScroll: true });
}
