import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An approval binds the account it was shown with; those of before are bound to the one they would use now. */
export class ApprovalAccounts1764127100000 implements MigrationInterface {
  name = 'ApprovalAccounts1764127100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table approval_requests add column account_id text, add column account_name text;
      alter table approval_requests no force row level security;
      alter table integrations no force row level security;
      update approval_requests a set account_id = i.account_id, account_name = i.account_name
        from integrations i where i.id = a.integration_id and i.observatory_id = a.observatory_id;
      alter table integrations force row level security;
      alter table approval_requests force row level security;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table approval_requests drop column account_id, drop column account_name');
  }
}
