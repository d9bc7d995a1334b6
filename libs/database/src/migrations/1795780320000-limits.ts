import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './kit/tenant-table.js';

const statuses = (...more: string[]) =>
  ['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'rejected', 'expired', ...more]
    .map((status) => `'${status}'`)
    .join(', ');

const LANE = `coalesce((select rule_id from runs where id = (new.payload->>'runId')::uuid), new.lane)`;

/**
 * Rules that say how many runs they start, and their runs. The start of such a run is not put into the outbox but held
 * here, by the trigger through which every start goes, so the relay only sees what is free to start. What a person starts
 * is not held. A run that ends wakes whoever decides about the next ones, in the transaction that ends it.
 */
export class Limits1795780320000 implements MigrationInterface {
  name = 'Limits1795780320000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table rule_limits (
        rule_id uuid primary key,
        observatory_id uuid not null,
        -- As the published version says. Null: it says nothing any more, and what still waits is let go.
        limits jsonb,
        foreign key (observatory_id, rule_id) references automation_rules (observatory_id, id) on delete cascade
      );

      create table run_holds (
        run_id uuid primary key,
        observatory_id uuid not null,
        rule_id uuid not null,
        place bigint not null generated always as identity,
        -- new: nobody has looked at it. gathering: it waits for other events. queued: it waits for its turn.
        phase text not null default 'new'
          constraint run_holds_phase check (phase in ('new', 'gathering', 'queued', 'started', 'ended', 'skipped')),
        -- When it is to be looked at (again); null when nothing happens by time alone.
        due timestamptz default now(),
        came_at timestamptz not null default now(),
        -- When the first of the events came that were gathered with this one.
        since timestamptz,
        started_at timestamptz,
        concurrency_key text not null default '',
        throttle_key text not null default '',
        gather_key text not null default '',
        -- Null: it is not compared with others.
        dedupe_key text,
        -- It runs anew what was started once, so it is neither gathered nor compared with others.
        restarted boolean not null default false,
        foreign key (observatory_id, run_id) references runs (observatory_id, id) on delete cascade
      );
      create index run_holds_due on run_holds (due) where due is not null;
      create index run_holds_waiting on run_holds (rule_id, phase, place) where phase in ('new', 'gathering', 'queued');
      create index run_holds_under_way on run_holds (rule_id, concurrency_key) where phase = 'started';
      create index run_holds_started on run_holds (rule_id, throttle_key, started_at) where started_at is not null;
      create index run_holds_equal on run_holds (rule_id, dedupe_key, came_at) where dedupe_key is not null;

      -- Whether its end frees a place.
      alter table runs add column limited boolean not null default false;
      alter table runs drop constraint runs_status;
      alter table runs add constraint runs_status check (status in (${statuses('skipped')}));

      -- The run that runs the event of another one anew; the same whoever asks, and after a restore.
      create function restarted_run_id(p_run uuid) returns uuid language sql immutable as $$
        select encode(set_byte(set_byte(substring(hash from 1 for 16), 6, (get_byte(hash, 6) & 15) | 128),
                               8, (get_byte(hash, 8) & 63) | 128), 'hex')::uuid
          from sha256(convert_to(concat_ws(chr(10), 'jarvis/restarted-run', p_run), 'UTF8')) as hash
      $$;

      create or replace function set_outbox_lane() returns trigger language plpgsql as $$
      declare
        v_run record;
      begin
        select r.id, r.rule_id, r.observatory_id, r.requested_by, r.finished_at, l.limits is not null as limited, h.phase,
            r.replay_of is not null and r.id = restarted_run_id(r.replay_of) as restarted
          into v_run
          from runs r
          left join rule_limits l on l.rule_id = r.rule_id
          left join run_holds h on h.run_id = r.id
          where r.id = (new.payload->>'runId')::uuid;
        new.lane := coalesce(v_run.rule_id, new.lane);
        if v_run.phase in ('new', 'gathering', 'queued') then
          return null;
        end if;
        if v_run.phase is not null or v_run.limited is not true or v_run.finished_at is not null then
          return new;
        end if;
        if v_run.requested_by is not null and not v_run.restarted then
          insert into run_holds (run_id, observatory_id, rule_id, phase, due, started_at)
            values (v_run.id, v_run.observatory_id, v_run.rule_id, 'started', null, now());
          update runs set limited = true where id = v_run.id;
          return new;
        end if;
        insert into run_holds (run_id, observatory_id, rule_id, restarted)
          values (v_run.id, v_run.observatory_id, v_run.rule_id, v_run.restarted) on conflict do nothing;
        perform pg_notify('jarvis_limits', '');
        return null;
      end $$;

      -- A delivery is taken with the rights of the door.
      grant select (requested_by, replay_of) on runs to jarvis_system;

      create function free_place() returns trigger language plpgsql as $$
      begin
        update run_holds set due = now() where run_id = new.id and phase <> 'skipped';
        perform pg_notify('jarvis_limits', '');
        return null;
      end $$;
      create trigger free_place after update of finished_at on runs for each row
        when (new.limited and old.finished_at is null and new.finished_at is not null) execute function free_place();
    `);
    await runner.query(tenantTable('rule_limits', { app: 'select, insert, update', system: 'select' }));
    await runner.query(tenantTable('run_holds', { app: 'select, insert, update', system: 'select, insert' }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function set_outbox_lane() returns trigger language plpgsql as $$
      begin
        new.lane := ${LANE};
        return new;
      end $$;
      revoke select (requested_by, replay_of) on runs from jarvis_system;
      drop trigger free_place on runs;
      drop function free_place;
      drop function restarted_run_id;
      drop table run_holds;
      drop table rule_limits;
      alter table runs no force row level security;
      update runs set status = 'cancelled' where status = 'skipped';
      alter table runs force row level security;
      alter table runs drop constraint runs_status;
      alter table runs add constraint runs_status check (status in (${statuses()}));
      alter table runs drop column limited;
    `);
  }
}
