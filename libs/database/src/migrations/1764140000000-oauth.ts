import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepsUpdatedAt, tenantTable } from './kit/tenant-table.js';

const tables = `
  create table oauth_clients (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    platform text not null,
    client_id text not null,
    client_secret text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (observatory_id, platform)
  );

  create table oauth_attempts (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    state_hash text not null unique,
    platform text not null,
    session_id uuid not null references user_sessions (id) on delete cascade,
    connection_id uuid,
    live boolean not null,
    client_id text not null,
    redirect_uri text not null,
    verifier text not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    foreign key (observatory_id, connection_id) references integrations (observatory_id, id) on delete cascade
  );
  create index oauth_attempts_old on oauth_attempts (observatory_id, expires_at);
  create index oauth_attempts_of_session on oauth_attempts (session_id);
`;

/** An observatory's own OAuth clients, and who was sent to a platform to connect an account. */
export class OAuth1764140000000 implements MigrationInterface {
  name = 'OAuth1764140000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    for (const table of ['oauth_clients', 'oauth_attempts']) {
      await runner.query(tenantTable(table, { app: 'select, insert, update, delete' }));
      await runner.query(keepsUpdatedAt(table));
    }
  }

  /** Connections keep their tokens and are used until these end. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table oauth_attempts, oauth_clients');
  }
}
