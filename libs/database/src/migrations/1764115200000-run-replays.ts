import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run that repeats the event of an earlier one says which. */
export class RunReplays1764115200000 implements MigrationInterface {
  name = 'RunReplays1764115200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table runs add column replay_of uuid;
      alter table runs add constraint runs_replay_of
        foreign key (observatory_id, replay_of) references runs (observatory_id, id);
      create index runs_replays on runs (replay_of) where replay_of is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table runs drop column replay_of');
  }
}
