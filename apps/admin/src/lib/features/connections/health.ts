import type { Connection } from '../../api/types.js';

export interface HealthWords {
  tone: 'ok' | 'wait' | 'bad' | 'mute';
  words: string;
}

/** How a connection does, in a word and a tone: its own status first, then its last check. */
export function healthOf({ status, health }: Pick<Connection, 'status' | 'health'>): HealthWords {
  if (status === 'error') return { tone: 'bad', words: 'Broken' };
  if (status === 'disconnected') return { tone: 'mute', words: 'Disconnected' };
  if (status === 'pending') return { tone: 'wait', words: 'Not finished' };
  switch (health) {
    case 'healthy':
      return { tone: 'ok', words: 'Works' };
    case 'degraded':
      return { tone: 'wait', words: 'Works with trouble' };
    case 'unhealthy':
      return { tone: 'bad', words: 'Broken' };
    case 'unknown':
      return { tone: 'mute', words: 'Not tried yet' };
  }
}
