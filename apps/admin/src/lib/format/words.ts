type Tone = 'ok' | 'bad' | 'wait' | 'run' | 'mute';

interface StatusWords {
  label: string;
  tone: Tone;
}

const RUN: Record<string, StatusWords> = {
  queued: { label: 'Queued', tone: 'mute' },
  running: { label: 'Running', tone: 'run' },
  waiting: { label: 'Waiting', tone: 'wait' },
  succeeded: { label: 'Succeeded', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'mute' },
  rejected: { label: 'Rejected', tone: 'mute' },
  expired: { label: 'Expired', tone: 'mute' },
  pending: { label: 'Pending', tone: 'wait' },
  approved: { label: 'Approved', tone: 'ok' },
  skipped: { label: 'Skipped', tone: 'mute' },
  success: { label: 'Done', tone: 'ok' },
  intended: { label: 'Intended', tone: 'mute' },
  sent: { label: 'Sent', tone: 'run' },
  confirmed: { label: 'Confirmed', tone: 'ok' },
  retrying: { label: 'To be tried again', tone: 'wait' },
  unknown: { label: 'Unknown', tone: 'wait' },
  healthy: { label: 'Healthy', tone: 'ok' },
  degraded: { label: 'Degraded', tone: 'wait' },
  unhealthy: { label: 'Broken', tone: 'bad' },
  connected: { label: 'Connected', tone: 'ok' },
  disconnected: { label: 'Disconnected', tone: 'mute' },
  error: { label: 'Error', tone: 'bad' },
};

/** A status of a run, step, approval, effect or connection in a word and a tone. */
export function statusWords(status: string): StatusWords {
  return RUN[status] ?? { label: capitalize(status), tone: 'mute' };
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * 12,345 for a whole number. `toLocaleString` says the same after loading the browser's tables of languages: 30 to 60 ms of
 * processor at its first use, more than all else a page does.
 */
export function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** "1 run", "2 runs". */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${grouped(amount)} ${amount === 1 ? one : many}`;
}

/** A short list in words: "a, b and c". */
export function listWords(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
