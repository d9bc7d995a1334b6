import type { SavedView } from '#lib/api/types.ts';

/** The parameter of the address that says which view was opened, also when its filters were changed since. */
export const VIEW = 'view';

export function addressOf({ id, query }: Pick<SavedView, 'id' | 'query'>): string {
  const params = new URLSearchParams(query);
  params.set(VIEW, id);
  return `/runs?${params}`;
}

/** By name, so that one that was brought back stands where it stood. */
export function inTabOrder(views: readonly SavedView[]): SavedView[] {
  return [...views].sort((one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id));
}

/** The address of the tab beside the one that is open: all runs come first, then each view. */
export function besides(views: readonly SavedView[], current: string | null, step: 1 | -1): string {
  const addresses = ['/runs', ...views.map(addressOf)];
  const at = views.findIndex(({ id }) => id === current) + 1;
  return addresses[(at + step + addresses.length) % addresses.length] ?? '/runs';
}
