import { goto } from '$app/navigation';

/** The address with some search parameters changed; null or '' removes one. Keeps the rest. */
export function withParams(
  url: URL | { pathname: string; searchParams: Iterable<[string, string]> },
  changes: Record<string, string | null>,
): string {
  const params = new URLSearchParams([...url.searchParams]);
  for (const [name, value] of Object.entries(changes)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  return params.size > 0 ? `${url.pathname}?${params}` : url.pathname;
}

/** Filters belong to the address, but typing must not fill the history or take the focus. */
export function applyParams(url: Parameters<typeof withParams>[0], changes: Record<string, string | null>): void {
  void goto(withParams(url, changes), { replace: true, reset: false });
}
