import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lists, search and figures that stay quick with hundreds of thousands of runs. `pg_trgm` is part of PostgreSQL's own
 * distribution, and trusted: the owner of the database may create it. Row-level security keeps PostgreSQL from using an
 * index for a search in texts, so the system's role searches, by observatory.
 */
export class ListIndexes1764123000000 implements MigrationInterface {
  name = 'ListIndexes1764123000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists pg_trgm;
      alter table runs add column words text
        generated always as (trigger_summary || ' ' || coalesce(outcome_message, '')) stored;
      grant select (words) on runs to jarvis_system;
      create index runs_words on runs using gin (words gin_trgm_ops);
      create index runs_short_id on runs (observatory_id, right(id::text, 8));
      create index approval_requests_urgent on approval_requests (observatory_id, expires_at, id) where status = 'pending';
      create index approval_requests_newest on approval_requests (observatory_id, requested_at desc, id desc);
      create index runs_figures on runs (observatory_id, created_at) include (status, finished_at);
      create index activity_logs_usage on activity_logs (observatory_id, occurred_at) where activity_type = 'model';
      create index activity_logs_of_run on activity_logs (run_id, occurred_at desc, id desc) where run_id is not null;
      create index activity_logs_of_rule on activity_logs (observatory_id, rule_id, occurred_at desc, id desc)
        where rule_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index runs_short_id, approval_requests_urgent, approval_requests_newest, runs_figures,
        activity_logs_usage, activity_logs_of_run, activity_logs_of_rule;
      alter table runs drop column words;
    `);
  }
}
