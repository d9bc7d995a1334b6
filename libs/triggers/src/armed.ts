import type { WebhookScheme } from '@jarvis/webhook-schemes/display';
import type { Watched } from './kinds/condition/watched.js';
import type { ScheduleTimes } from './kinds/schedule/times.js';

/** What has to be there so that a rule is started. Whoever keeps schedules and endpoints reads this, and no kinds. */
export type Armed =
  | { type: 'endpoint'; scheme: WebhookScheme; settings: Record<string, unknown>; answerWithinMs: number | null }
  | { type: 'schedule'; times: ScheduleTimes; overlap: Overlap; catchupMs: number }
  /** What happens on a platform. The connection is named as the rule does; undefined: the only one. */
  | { type: 'source'; uses: string; connection: string | undefined; settings: Record<string, unknown> }
  /** A number that an action reads. The connection is named as the rule does; undefined: the only one, if one is needed. */
  | { type: 'number'; uses: string; connection: string | undefined; watched: Watched }
  /** Every event of this name, from Jarvis itself or from rules. */
  | { type: 'listener'; source: 'jarvis' | 'rules'; name: string }
  /** An address that mails come to. */
  | { type: 'mailbox' }
  /** Every call of another rule. */
  | { type: 'callee' }
  /** A person or the API starts it. */
  | { type: 'nothing' };

/** What happens at a time when the last run is still going. */
export const OVERLAPS = ['skip', 'buffer-one', 'allow-all', 'cancel-previous'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** What becomes of the times that passed during an outage. */
export const MISSED = ['skip', 'once', 'all'] as const;
