import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import type { Principal } from '../auth/principal.js';
import { Page } from '../http/page.js';
import { fieldsOf } from '../infrastructure/fields-of.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { findActivity, type ActivityRow } from './activity.queries.js';
import type { ActivityEntry, ActivityQuery } from './activity.schemas.js';

@Injectable()
export class ActivityService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  list({ observatoryId }: Principal, query: ActivityQuery): Promise<Page<ActivityEntry>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rows = await findActivity(manager, query);
      return Page.from(rows, {
        limit: query.limit,
        cursorOf: ({ entry }) => [entry.occurredAt.toISOString(), entry.id],
        toItem: toEntry,
      });
    });
  }
}

function toEntry({ entry, url }: ActivityRow): ActivityEntry {
  const runName = entry.rule?.name ?? entry.run?.planName ?? null;
  return { ...fieldsOf(entry), type: entry.activityType, runName, url };
}
