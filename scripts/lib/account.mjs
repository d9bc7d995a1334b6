import { hash, verify } from '@node-rs/argon2';
import pg from 'pg';

async function insertAccount(client, { email, password, name, observatory }) {
  await client.query('begin');
  const user = await client.query('insert into users (email, name, password_hash) values ($1, $2, $3) returning id', [
    email,
    name,
    await hash(password),
  ]);
  const userId = user.rows[0].id;
  const created = await client.query('insert into observatories (name, owner_id) values ($1, $2) returning id', [
    observatory,
    userId,
  ]);
  const membership = `insert into memberships (observatory_id, user_id, role) values ($1, $2, 'owner')`;
  await client.query(membership, [created.rows[0].id, userId]);
  await client.query('commit');
}

/**
 * An account with an observatory of its own, made when the address is unknown; a known one gets the
 * password, so that what is printed at the start is what works.
 * @param options.adminUrl a superuser: accounts come before any observatory, which row-level security asks for ·
 *   options.ownerUrl names the database
 * @returns {Promise<{created: boolean}>}
 */
export async function ensureAccount({ adminUrl, ownerUrl, email, password, name, observatory }) {
  const url = new URL(adminUrl);
  url.pathname = new URL(ownerUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query('select id, password_hash as hash from users where email = $1', [email]);
    const [known] = rows;
    if (!known) {
      await insertAccount(client, { email, password, name, observatory });
      return { created: true };
    }
    if (!known.hash || !(await verify(known.hash, password))) {
      await client.query('update users set password_hash = $2 where id = $1', [known.id, await hash(password)]);
    }
    return { created: false };
  } finally {
    await client.end();
  }
}
