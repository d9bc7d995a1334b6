import { Inject, Injectable } from '@nestjs/common';
import { Membership, notify, User, UserSession, type Database } from '@jarvis/database';
import { IsNull, type EntityManager } from 'typeorm';
import { DATABASE } from '../infrastructure/tokens.js';

/** Accounts, memberships and sessions. Sign-in happens before an observatory is known, so this is system work. */
@Injectable()
export class SignInQueries {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.database.system(work);
  }

  /** With the password hash, which no other query selects. */
  findUserByEmail(email: string): Promise<User | null> {
    return this.database.system((manager) =>
      manager
        .createQueryBuilder(User, 'user')
        .addSelect('user.passwordHash')
        .where('user.email = :email', { email })
        .getOne(),
    );
  }

  /** Whether somebody has signed in to this account before from the address, and on the device. */
  async findKnown(
    userId: string,
    { address, deviceId }: { address: string; deviceId: string | null },
  ): Promise<{ address: boolean; device: boolean }> {
    return this.database.system(async (manager) => ({
      address: await manager.existsBy(UserSession, { userId, ip: address }),
      device: deviceId !== null && (await manager.existsBy(UserSession, { userId, deviceId })),
    }));
  }

  findMemberships(userId: string): Promise<Membership[]> {
    return this.database.system((manager) =>
      manager.find(Membership, { where: { userId }, relations: { observatory: true }, order: { createdAt: 'ASC' } }),
    );
  }

  /** Where the person worked last; a new device continues there. */
  findLatestSession(userId: string): Promise<UserSession | null> {
    return this.database.system((manager) =>
      manager.findOne(UserSession, { where: { userId }, order: { lastUsedAt: 'DESC' } }),
    );
  }

  keepTimeZone(userId: string, timeZone: string): Promise<unknown> {
    return this.database.systemQuery(
      `update users set profile_data = profile_data || jsonb_build_object('timeZone', $2::text) where id = $1`,
      [userId, timeZone],
    );
  }

  listLiveSessions(userId: string): Promise<UserSession[]> {
    return this.database.system((manager) =>
      manager
        .createQueryBuilder(UserSession, 'session')
        .where('session.userId = :userId and session.revokedAt is null and session.expiresAt > now()', { userId })
        .orderBy('session.lastUsedAt', 'DESC')
        .getMany(),
    );
  }
}

/** Locks the session, so that two uses of one refresh token are decided one after the other. */
export function lockSession(manager: EntityManager, id: string): Promise<UserSession | null> {
  return manager.findOne(UserSession, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** Ends a session and tells its open sockets. False when it had ended already. */
export async function revokeSession(
  manager: EntityManager,
  session: Pick<UserSession, 'id' | 'observatoryId'>,
): Promise<boolean> {
  const { affected } = await manager.update(
    UserSession,
    { id: session.id, revokedAt: IsNull() },
    { revokedAt: new Date() },
  );
  if (affected !== 1) return false;
  await notify(manager, { type: 'session_revoked', observatoryId: session.observatoryId, id: session.id });
  return true;
}
