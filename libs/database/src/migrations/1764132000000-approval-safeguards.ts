import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may answer an approval, and which content the one who answered says to have seen. Answers of before did not say. */
export class ApprovalSafeguards1764132000000 implements MigrationInterface {
  name = 'ApprovalSafeguards1764132000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table approval_requests
        add column self_approval boolean not null default true,
        add column seen_hash text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table approval_requests drop column self_approval, drop column seen_hash');
  }
}
