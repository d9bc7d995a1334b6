import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Runs that can be told apart: a title that search finds, the tags of a version, how long a run took, and an index from
 * which lists and the histogram above them are read without the rows.
 */
export class RunTitles1764281000000 implements MigrationInterface {
  name = 'RunTitles1764281000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table runs add column title text;
      drop index runs_list;
      -- One statement: the table is written anew once.
      alter table runs
        alter column words
          set expression as (coalesce(title || ' ', '') || trigger_summary || ' ' || coalesce(outcome_message, '')),
        add column duration_ms bigint
          generated always as ((extract(epoch from finished_at - started_at) * 1000)::bigint) stored;
      alter table rule_versions add column tags jsonb not null
        generated always as (coalesce(definition -> 'tags', '[]')) stored;
      create index runs_longest on runs (observatory_id, duration_ms desc, id desc) where duration_ms is not null;
      create index runs_list on runs (observatory_id, created_at desc, id desc)
        include (status, trigger_type, rule_id, rule_version_id);
      grant select (trigger_type, rule_version_id, duration_ms, outcome_message) on runs to jarvis_system;
      grant select (integration_id) on effects to jarvis_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke select (integration_id) on effects from jarvis_system;
      revoke select (trigger_type, rule_version_id, duration_ms, outcome_message) on runs from jarvis_system;
      drop index runs_list;
      create index runs_list on runs (observatory_id, created_at desc, id desc);
      alter table runs drop column duration_ms;
      alter table rule_versions drop column tags;
      alter table runs alter column words
        set expression as (trigger_summary || ' ' || coalesce(outcome_message, ''));
      alter table runs drop column title;
    `);
  }
}
