const KEY = 'jarvis.recent-steps';
const MOST = 5;

/** What this person put into rules last on this device, newest first. */
export function recentSteps(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
  } catch {
    // Nothing that matters is lost.
    return [];
  }
}

export function noteRecentStep(key: string): void {
  const keys = [key, ...recentSteps().filter((one) => one !== key)].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(keys));
  } catch {
    // A full or forbidden store only forgets.
  }
}
