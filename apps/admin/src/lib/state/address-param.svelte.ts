import { goto } from '$app/navigation';
import { page } from '$app/state';
import { untrack } from 'svelte';

/**
 * Does once what a parameter of the address asks for, and takes it out of the address: reload, bookmark and the
 * browser's "back" must not ask again.
 */
export function onAddressParam(name: string, act: () => void): void {
  $effect(() => {
    if (!page.url.searchParams.has(name)) return;
    untrack(act);
    const rest = new URL(page.url.href);
    rest.searchParams.delete(name);
    void goto(rest.pathname + rest.search + rest.hash, { replace: true, reset: false });
  });
}
