/** The observatory of the transaction. Absent or empty it is null, so a connection that forgot to set it sees nothing. */
const current = `nullif(current_setting('app.observatory_id', true), '')::uuid`;

interface Rights {
  /** What requests and activities may do inside their observatory: `select, insert`, or `select (id), delete`. */
  app: string;
  /** What may be done across observatories (relays, reconciler, hook lookup); nothing when left out. */
  system?: string;
}

/**
 * What makes a new table one of the tenants': grants, row-level security and its policies. The table has a column
 * `observatory_id uuid not null`; a trigger keeps `updated_at`, if it has one, through {@link keepsUpdatedAt}.
 */
export function tenantTable(table: string, { app, system }: Rights): string {
  return `
    grant ${app} on ${table} to jarvis_app;
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy tenant on ${table} to jarvis_app
      using (observatory_id = ${current}) with check (observatory_id = ${current});
    ${
      system === undefined
        ? ''
        : `grant ${system} on ${table} to jarvis_system;
           create policy system on ${table} to jarvis_system using (true) with check (true);`
    }`;
}

export function keepsUpdatedAt(table: string): string {
  return `create trigger set_updated_at before update on ${table} for each row execute function set_updated_at();`;
}

/** Runs statements over the rows of every tenant, which row-level security hides even from the owner otherwise. */
export function acrossTenants(tables: readonly string[], statements: string): string {
  return `
    ${tables.map((table) => `alter table ${table} no force row level security;`).join('\n')}
    ${statements}
    ${tables.map((table) => `alter table ${table} force row level security;`).join('\n')}`;
}
