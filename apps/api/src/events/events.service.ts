import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import type { Principal } from '../auth/principal.js';
import { Page } from '../http/page.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { findEventNames, findEventOrFail, findEvents } from './events.queries.js';
import type { EventDetail, EventNames, EventsQuery, EventSummary } from './events.schemas.js';

@Injectable()
export class EventsService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  list({ observatoryId }: Principal, query: EventsQuery): Promise<Page<EventSummary>> {
    return this.database.tenant(observatoryId, async (manager) =>
      Page.from(await findEvents(manager, query), {
        limit: query.limit,
        cursorOf: ({ occurredAt, id }) => [occurredAt, id],
        toItem: (event) => event,
      }),
    );
  }

  async names({ observatoryId }: Principal): Promise<EventNames> {
    return { names: await this.database.tenant(observatoryId, findEventNames) };
  }

  get({ observatoryId }: Principal, id: string): Promise<EventDetail> {
    return this.database.tenant(observatoryId, (manager) => findEventOrFail(manager, id));
  }
}
