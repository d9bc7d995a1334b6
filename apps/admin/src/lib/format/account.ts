/** How an account is called on its platform: a handle on X gets its @. */
export function accountLabel(platform: string, name: string | null): string | null {
  if (name === null) return null;
  return platform === 'twitter' && /^\w{1,15}$/.test(name) ? `@${name}` : name;
}
