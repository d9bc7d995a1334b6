import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which backlog a message stands in: its rule's for a start, the observatory's own for everything else. The relay
 * serves observatories in turn and the lanes of each in turn, so that nobody waits behind somebody else's burst. Set by
 * a trigger, so that no writer can forget it. What waits while this runs stays in the observatory's own lane.
 */
export class OutboxLanes1764126000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table outbox add column lane uuid not null default '00000000-0000-0000-0000-000000000000';
      create function set_outbox_lane() returns trigger language plpgsql as $$
      begin
        new.lane := coalesce((select rule_id from runs where id = (new.payload->>'runId')::uuid), new.lane);
        return new;
      end $$;
      create trigger set_lane before insert on outbox
        for each row when (new.topic = 'start-run') execute function set_outbox_lane();
      create index outbox_lanes on outbox (observatory_id, lane, next_attempt_at, id)
        where delivered_at is null and topic <> 'notify';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger set_lane on outbox;
      drop function set_outbox_lane;
      drop index outbox_lanes;
      alter table outbox drop column lane;
    `);
  }
}
