import { User } from '@jarvis/database';
import { In, type EntityManager } from 'typeorm';

/** Display names of members, for rows that name people by id. */
export async function findNames(
  manager: EntityManager,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const users = await manager.find(User, { select: { id: true, name: true }, where: { id: In(wanted) } });
  return new Map(users.map(({ id, name }) => [id, name]));
}
