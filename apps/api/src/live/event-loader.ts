import { Inject, Injectable } from '@nestjs/common';
import { LiveEvent, type LiveEventType, type LiveNotice } from '@jarvis/contracts';
import type { Database } from '@jarvis/database';
import { DATABASE } from '../infrastructure/tokens.js';
import { liveSources } from './live-sources.js';

/** Turns notices into events: rows are read under the observatory's row-level security, so a notice can leak nothing. */
@Injectable()
export class EventLoader {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async load(observatoryId: string, notices: readonly LiveNotice[]): Promise<LiveEvent[]> {
    const idsByType = new Map<LiveEventType, string[]>();
    for (const { type, id } of notices) {
      if (type === 'session_revoked') continue;
      idsByType.set(type, [...(idsByType.get(type) ?? []), id]);
    }
    if (idsByType.size === 0) return [];
    return this.database.tenant(observatoryId, async (manager) => {
      const events: LiveEvent[] = [];
      const at = new Date().toISOString();
      for (const [type, ids] of idsByType) {
        for (const data of await liveSources[type](manager, ids)) events.push(LiveEvent.parse({ type, at, data }));
      }
      return events;
    });
  }
}
