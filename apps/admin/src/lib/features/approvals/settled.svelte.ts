const MOMENT_MS = 600;

/**
 * Whether what `key` names has been on the page for a moment. A press that was meant for what was there before arrives
 * within it, and must not decide about something nobody has seen.
 */
export function useSettled(key: () => string): { readonly now: boolean } {
  let settled = $state(false);
  $effect.pre(() => {
    key();
    settled = false;
    const timer = setTimeout(() => (settled = true), MOMENT_MS);
    return () => clearTimeout(timer);
  });
  return {
    get now() {
      return settled;
    },
  };
}
