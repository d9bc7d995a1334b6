import { hash, verify } from '@node-rs/argon2';
import pg from 'pg';

async function insertUser(client, { email, password, name }) {
  const { rows } = await client.query(
    'insert into users (email, name, password_hash) values ($1, $2, $3) returning id',
    [email, name, await hash(password)],
  );
  return rows[0].id;
}

async function insertObservatory(client, { userId, name }) {
  const { rows } = await client.query('insert into observatories (name, owner_id) values ($1, $2) returning id', [
    name,
    userId,
  ]);
  const membership = `insert into memberships (observatory_id, user_id, role) values ($1, $2, 'owner')`;
  await client.query(membership, [rows[0].id, userId]);
}

async function owns(client, { userId, name }) {
  const { rows } = await client.query('select 1 from observatories where owner_id = $1 and name = $2', [userId, name]);
  return rows.length > 0;
}

/**
 * An account with an observatory of its own, made when the address is unknown; a known one gets the
 * password, so that what is printed at the start is what works.
 * @param options.adminUrl a superuser: accounts come before any observatory, which row-level security asks for ·
 *   options.ownerUrl names the database · options.observatory a known account gets this one as well, when it has
 *   none of that name
 * @returns {Promise<{created: boolean, opened: boolean}>} opened: it has an observatory that it had not
 */
export async function ensureAccount({ adminUrl, ownerUrl, email, password, name, observatory }) {
  const url = new URL(adminUrl);
  url.pathname = new URL(ownerUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query('select id, password_hash as hash from users where email = $1', [email]);
    const [known] = rows;
    const userId = known?.id ?? (await insertUser(client, { email, password, name }));
    if (known && !(known.hash && (await verify(known.hash, password)))) {
      await client.query('update users set password_hash = $2 where id = $1', [userId, await hash(password)]);
      // Whoever knew the old one is out.
      await client.query('update user_sessions set revoked_at = now() where user_id = $1 and revoked_at is null', [
        userId,
      ]);
    }
    const wanted = observatory ?? (known ? undefined : 'My observatory');
    const opened = wanted !== undefined && !(await owns(client, { userId, name: wanted }));
    if (opened) await insertObservatory(client, { userId, name: wanted });
    await client.query('commit');
    return { created: !known, opened };
  } finally {
    await client.end();
  }
}
