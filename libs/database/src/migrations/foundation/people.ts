/** Observatories and the people in them. */
export const people = `
  create table users (
    id uuid primary key default uuidv7(),
    email citext not null unique,
    name text not null,
    avatar_url text,
    apple_id text unique,
    password_hash text,
    profile_data jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );

  create table observatories (
    id uuid primary key default uuidv7(),
    name text not null,
    owner_id uuid references users (id) on delete set null,
    settings jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );

  create table memberships (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role text not null constraint memberships_role check (role in ('owner', 'operator', 'reviewer', 'viewer')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (user_id, observatory_id)
  );
  create index memberships_list on memberships (observatory_id, created_at, id);

  create table user_sessions (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    device_id text not null,
    device_name text,
    user_agent text,
    refresh_token_hash text not null unique,
    previous_token_hash text,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    last_used_at timestamptz not null default now(),
    ip inet,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );
  create index user_sessions_of_user on user_sessions (user_id, last_used_at desc);
  create index user_sessions_previous_token on user_sessions (previous_token_hash) where previous_token_hash is not null;
  create index user_sessions_observatory on user_sessions (observatory_id);
`;
