import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepsUpdatedAt, tenantTable } from './kit/tenant-table.js';

const table = `
  create table api_tokens (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    role text not null constraint api_tokens_role check (role in ('owner', 'operator', 'reviewer', 'viewer')),
    token_hash text not null unique,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );
  create index api_tokens_newest on api_tokens (observatory_id, created_at desc) where revoked_at is null;
`;

/** What machines sign in with: hashed, limited to a role, expiring. Requests find one before they have an observatory. */
export class ApiTokens1795780380000 implements MigrationInterface {
  name = 'ApiTokens1795780380000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(
      tenantTable('api_tokens', { app: 'select, insert, update', system: 'select, update (last_used_at)' }),
    );
    await runner.query(keepsUpdatedAt('api_tokens'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table api_tokens');
  }
}
