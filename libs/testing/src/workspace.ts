import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import type { TestDatabase } from './test-database.js';

export interface Workspace {
  observatoryId: string;
  userId: string;
  email: string;
}

const Inserted = z.tuple([z.object({ id: z.uuid() })]);

/**
 * An observatory with one member, written past row-level security.
 * @param options.role of the member · options.passwordHash when somebody is to sign in
 */
export async function createWorkspace(
  { adminUrl }: Pick<TestDatabase, 'adminUrl'>,
  options: { role?: 'owner' | 'operator' | 'reviewer' | 'viewer'; passwordHash?: string } = {},
): Promise<Workspace> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const insert = async (sql: string, values: unknown[]) => {
    const { rows } = await client.query<Record<string, unknown>>(`${sql} returning id`, values);
    return Inserted.parse(rows)[0].id;
  };
  try {
    const email = `${randomUUID()}@example.org`;
    const userId = await insert('insert into users (email, name, password_hash) values ($1, $2, $3)', [
      email,
      'Test Person',
      options.passwordHash ?? null,
    ]);
    const observatoryId = await insert('insert into observatories (name, owner_id) values ($1, $2)', [
      'Test Observatory',
      userId,
    ]);
    await insert('insert into memberships (observatory_id, user_id, role) values ($1, $2, $3)', [
      observatoryId,
      userId,
      options.role ?? 'owner',
    ]);
    return { observatoryId, userId, email };
  } finally {
    await client.end();
  }
}
