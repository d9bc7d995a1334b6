import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acrossTenants } from './kit/tenant-table.js';

/** A rule waits for a number that an action reads, some of which need no connection. */
export class WatchedNumbers1764330900000 implements MigrationInterface {
  name = 'WatchedNumbers1764330900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table event_sources add column watches text not null default 'events' check (watches in ('events', 'number'));
      alter table event_sources alter column connection_id drop not null;
    `);
  }

  /** Destructive: which numbers are watched, and on which side of their lines they are, is forgotten. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${acrossTenants(
        ['event_sources', 'event_listeners'],
        `delete from event_listeners where source = 'platforms'
           and name in (select id::text from event_sources where watches = 'number');
         delete from event_sources where watches = 'number';`,
      )}
      alter table event_sources alter column connection_id set not null;
      alter table event_sources drop column watches;
    `);
  }
}
