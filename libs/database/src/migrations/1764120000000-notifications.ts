import type { MigrationInterface, QueryRunner } from 'typeorm';

const current = `nullif(current_setting('app.observatory_id', true), '')::uuid`;

const tables = `
  -- A member who leaves takes along what was to be told to them, mails that wait included.
  create table notifications (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    user_id uuid not null,
    kind text not null constraint notifications_kind check (kind in
      ('approval-requested', 'approval-reminder', 'approval-expired', 'run-failed', 'connection-broken')),
    channel text not null constraint notifications_channel check (channel in ('in-app', 'mail')),
    dedupe_key text not null,
    title text not null,
    body text not null,
    notification_type text not null constraint notifications_type
      check (notification_type in ('reminder', 'achievement', 'insight', 'alert')),
    related_entity_type text constraint notifications_related_type check (related_entity_type in
      ('goal', 'life_area', 'research', 'chat', 'approval', 'run', 'integration')),
    related_entity_id uuid,
    state text not null default 'waiting' constraint notifications_state
      check (state in ('waiting', 'sending', 'sent', 'dropped', 'failed')),
    scheduled_for timestamptz not null default now(),
    next_attempt_at timestamptz not null default now(),
    attempts int not null default 0,
    sent_at timestamptz,
    read_at timestamptz,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint notifications_related check ((related_entity_type is null) = (related_entity_id is null)),
    constraint notifications_sent check ((state = 'sent') = (sent_at is not null)),
    unique (user_id, channel, dedupe_key),
    foreign key (user_id, observatory_id) references memberships (user_id, observatory_id) on delete cascade
  );
  create index notifications_list on notifications (user_id, observatory_id, sent_at desc, id desc)
    where channel = 'in-app' and state = 'sent';
  create index notifications_unread on notifications (user_id, observatory_id)
    where channel = 'in-app' and state = 'sent' and read_at is null;
  create index notifications_due on notifications (channel, next_attempt_at) where state in ('waiting', 'sending');
  create index notifications_related_unread on notifications (related_entity_id) where read_at is null;
  create index notifications_observatory on notifications (observatory_id);

  create table notification_preferences (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    user_id uuid not null,
    kind text not null constraint notification_preferences_kind check (kind in
      ('approval-requested', 'approval-reminder', 'approval-expired', 'run-failed', 'connection-broken')),
    channel text not null constraint notification_preferences_channel check (channel in ('in-app', 'mail')),
    enabled boolean not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (user_id, observatory_id, kind, channel),
    foreign key (user_id, observatory_id) references memberships (user_id, observatory_id) on delete cascade
  );
  create index notification_preferences_observatory on notification_preferences (observatory_id);

  create trigger set_updated_at before update on notifications for each row execute function set_updated_at();
  create trigger set_updated_at before update on notification_preferences for each row execute function set_updated_at();
`;

/** The notifier claims and prunes across observatories; what a notification says it reads as `jarvis_app`. */
const rights = `
  grant select, insert, update on notifications to jarvis_app;
  grant select, insert, update on notification_preferences to jarvis_app;
  grant select (id, observatory_id, channel, state, attempts, next_attempt_at, created_at),
        update (state, attempts, next_attempt_at), delete on notifications to jarvis_system;
  ${['notifications', 'notification_preferences']
    .map(
      (table) => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy tenant on ${table} to jarvis_app using (observatory_id = ${current}) with check (observatory_id = ${current});`,
    )
    .join('')}
  create policy system on notifications to jarvis_system using (true) with check (true);
`;

/** What people are told, by which channel, and what each wants to be told. */
export class Notifications1764120000000 implements MigrationInterface {
  name = 'Notifications1764120000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(rights);
    await runner.query(`
      alter table outbox drop constraint outbox_topic;
      alter table outbox add constraint outbox_topic
        check (topic in ('start-run', 'signal-approval', 'signal-effect', 'cancel-run', 'schedule-sync', 'notify'));
      create index outbox_notify_due on outbox (next_attempt_at, id) where delivered_at is null and topic = 'notify';
    `);
  }

  /** Destructive: what people were told, and what they chose, is lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index outbox_notify_due;
      drop table notifications, notification_preferences;
      alter table outbox no force row level security;
      delete from outbox where topic = 'notify';
      alter table outbox force row level security;
      alter table outbox drop constraint outbox_topic;
      alter table outbox add constraint outbox_topic
        check (topic in ('start-run', 'signal-approval', 'signal-effect', 'cancel-run', 'schedule-sync'));
    `);
  }
}
