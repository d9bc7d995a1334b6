import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A run that has called another one can wait for its end. The called run says who waits for it (`awaited_by`) and, once it
 * has ended, what it gives (`output`).
 *
 * Whoever ends a run, in whatever way, tells the run that waits for it, and stops those that it waits for itself, in the
 * same transaction. It is a trigger, so that no writer can forget it, and so that it sees a wait that was committed while
 * the statement that ends the run waited for the run's row.
 */
export class Calls1795780200000 implements MigrationInterface {
  name = 'Calls1795780200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table runs add column output jsonb, add column awaited_by uuid;
      create index runs_awaited on runs (awaited_by) where awaited_by is not null;
      create index events_of_calls on events (cause_run_id) where source = 'calls';
      grant select (awaited_by) on runs to jarvis_system;

      create function stop_runs(p_runs uuid[]) returns void language plpgsql as $$
      begin
        insert into outbox (observatory_id, topic, key, payload)
          select observatory_id, 'cancel-run', 'cancel-run/' || id, jsonb_build_object('runId', id)
            from runs where id = any (p_runs) and finished_at is null
          on conflict (key) do nothing;
        if found then
          perform pg_notify('jarvis_outbox', '');
        end if;
      end $$;

      create function end_calls() returns trigger language plpgsql as $$
      begin
        if new.awaited_by is not null then
          insert into outbox (observatory_id, topic, key, payload)
            values (new.observatory_id, 'signal-event', 'signal-event/' || new.id,
                    jsonb_build_object('runId', new.awaited_by, 'waitId', new.id))
            on conflict (key) do nothing;
          perform pg_notify('jarvis_outbox', '');
        end if;
        perform stop_runs(array(select id from runs where awaited_by = new.id and finished_at is null));
        return null;
      end $$;
      create trigger end_calls after update of finished_at on runs for each row
        when (old.finished_at is null and new.finished_at is not null) execute function end_calls();
    `);
  }

  /** Destructive: what runs gave is forgotten, and a run that waits for another one waits until its time is over. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger end_calls on runs;
      drop function end_calls, stop_runs;
      drop index events_of_calls, runs_awaited;
      alter table runs drop column awaited_by, drop column output;
    `);
  }
}
