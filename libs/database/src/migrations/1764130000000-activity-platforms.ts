import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A line of the feed holds its platform, so that the feed of one is read from an index. Lines of before get it from the
 * effect of their step, or from their connection. The other index is for the dashboard's time to an answer.
 */
export class ActivityPlatforms1764130000000 implements MigrationInterface {
  name = 'ActivityPlatforms1764130000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table activity_logs add column platform text;
      alter table activity_logs no force row level security;
      alter table effects no force row level security;
      alter table integrations no force row level security;
      update activity_logs a set platform = coalesce(
        (select platform from effects e
         where e.run_id = a.run_id and e.step_path = a.step_path and e.iteration = a.iteration limit 1),
        (select platform from integrations i where i.id = a.integration_id))
        where a.step_path is not null;
      alter table integrations force row level security;
      alter table effects force row level security;
      alter table activity_logs force row level security;
      create index activity_logs_of_platform on activity_logs (observatory_id, platform, occurred_at desc, id desc)
        where platform is not null;
      create index approval_requests_figures on approval_requests (observatory_id, requested_at)
        include (status, responded_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index approval_requests_figures;
      alter table activity_logs drop column platform;
    `);
  }
}
