/** The connection string of a role of the PostgreSQL on this machine. */
export function postgresUrl({ port, role, password, database }) {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
