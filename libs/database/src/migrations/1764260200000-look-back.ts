import type { MigrationInterface, QueryRunner } from 'typeorm';
import { cancelWaits, lookBack, meetByShape, shapes } from './events/look-back.js';
import { meetUnderLock } from './events/meet-event-waits.js';

/**
 * Who looks back for an event holds up nobody who brings one, who brings one reads only the waits that it may fit, and a
 * run that ends leaves no wait open.
 */
export class LookBack1764260200000 implements MigrationInterface {
  name = 'LookBack1764260200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Runs are locked before their waits.
      lock table runs in share row exclusive mode;
      -- While a wait has not looked back: how many events that fit have come since it was opened. Null after that.
      alter table event_waits add column unseen int;
      alter table event_waits alter column unseen set default 0;
      drop trigger meet_event on event_waits;
      drop function meet_earlier_event;
      ${shapes}
      ${meetByShape}
      ${lookBack}
      ${cancelWaits}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger cancel_waits on runs;
      drop function cancel_waits, look_back, opened_before_events;
      ${meetUnderLock}
      drop index event_waits_open;
      alter table event_waits drop column unseen, drop column shape, drop column filter_hash;
      drop trigger shape_wait on event_waits;
      drop function shape_wait, where_shape, fields_of;
      create index event_waits_open on event_waits (observatory_id, source, name) where status = 'open';
    `);
  }
}
