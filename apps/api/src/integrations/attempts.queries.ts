import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { OAuthAttempt } from '@jarvis/database';
import { LessThan, type EntityManager } from 'typeorm';

/** From the moment a person is sent to a vendor. */
const LIFETIME_MS = 10 * 60_000;
/** Afterwards it is still known that it was used, or came too late. */
const REMEMBERED_MS = 24 * 3600_000;

type NewAttempt = Pick<
  OAuthAttempt,
  'observatoryId' | 'sessionId' | 'platform' | 'stateHash' | 'connectionId' | 'live' | 'clientId' | 'redirectUri'
> & {
  /** The verifier, sealed for the attempt with this id. */
  seal: (id: string) => string;
};

/** Who was sent to a vendor. Every query takes the manager of a tenant transaction. */
@Injectable()
export class AttemptsQueries {
  async add(manager: EntityManager, { seal, ...attempt }: NewAttempt): Promise<void> {
    const now = Date.now();
    await manager.delete(OAuthAttempt, { expiresAt: LessThan(new Date(now - REMEMBERED_MS)) });
    const id = randomUUID();
    await manager.insert(OAuthAttempt, { id, ...attempt, verifier: seal(id), expiresAt: new Date(now + LIFETIME_MS) });
  }

  /** With its sealed verifier; of many who come with the same answer one has it at a time. */
  lock(
    manager: EntityManager,
    { platform, stateHash }: Pick<OAuthAttempt, 'platform' | 'stateHash'>,
  ): Promise<OAuthAttempt | null> {
    return manager
      .createQueryBuilder(OAuthAttempt, 'attempt')
      .addSelect('attempt.verifier')
      .where('attempt.platform = :platform and attempt.stateHash = :stateHash', { platform, stateHash })
      .setLock('pessimistic_write')
      .getOne();
  }

  async use(manager: EntityManager, id: string): Promise<void> {
    await manager.update(OAuthAttempt, { id }, { usedAt: new Date() });
  }
}
