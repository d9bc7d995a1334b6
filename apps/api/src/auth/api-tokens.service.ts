import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ApiToken, type Database } from '@jarvis/database';
import { ROLES } from '@jarvis/vocabulary';
import { IsNull, MoreThan } from 'typeorm';
import type { z } from 'zod';
import { notFound, refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { findNames } from '../infrastructure/people.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { API_TOKEN_PREFIX, hashOfToken } from './api-token.js';
import type { ApiTokenMade, ApiTokenRequest, ApiTokenShape } from './api-tokens.schemas.js';
import { personOf, type Names } from '../runs/run-mapper.js';
import type { Principal } from './principal.js';

const DAY_MS = 24 * 3600_000;
/** Of one person in an observatory. */
const MAX_TOKENS = 50;

/** What machines sign in with on behalf of people. */
@Injectable()
export class ApiTokensService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  list(principal: Principal): Promise<z.input<typeof ApiTokenShape>[]> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const tokens = await manager.find(ApiToken, {
        where: { ...visibleTo(principal), revokedAt: IsNull(), expiresAt: MoreThan(new Date()) },
        order: { createdAt: 'DESC' },
        take: 200,
      });
      const names = await findNames(
        manager,
        tokens.map(({ userId }) => userId),
      );
      return tokens.map((token) => toShape(token, names));
    });
  }

  create(principal: Principal, { name, role, days }: ApiTokenRequest): Promise<z.input<typeof ApiTokenMade>> {
    if (ROLES.indexOf(role) < ROLES.indexOf(principal.role)) throw moreThanYouMay(role, principal.role);
    const { observatoryId, userId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const live = { userId, revokedAt: IsNull(), expiresAt: MoreThan(new Date()) };
      if ((await manager.countBy(ApiToken, live)) >= MAX_TOKENS) throw tooMany();
      const id = randomUUID();
      const token = `${API_TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
      const expiresAt = new Date(Date.now() + days * DAY_MS);
      await manager.insert(ApiToken, {
        id,
        observatoryId,
        userId,
        name,
        role,
        tokenHash: hashOfToken(token),
        expiresAt,
      });
      await audit(manager, principal, {
        action: 'api-token.made',
        entityType: 'api-token',
        entityId: id,
        metadata: { name, role, expiresAt: expiresAt.toISOString() },
      });
      const names = await findNames(manager, [userId]);
      return { ...toShape(await manager.findOneByOrFail(ApiToken, { id }), names), token };
    });
  }

  async revoke(principal: Principal, id: string): Promise<{ revoked: true }> {
    await this.database.tenant(principal.observatoryId, async (manager) => {
      const where = { id, ...visibleTo(principal), revokedAt: IsNull() };
      const { affected } = await manager.update(ApiToken, where, { revokedAt: new Date() });
      if (affected !== 1) throw notFound('token');
      await audit(manager, principal, { action: 'api-token.revoked', entityType: 'api-token', entityId: id });
    });
    return { revoked: true };
  }
}

const visibleTo = ({ role, userId }: Principal) => (role === 'owner' ? {} : { userId });

function toShape(token: ApiToken, names: Names): z.input<typeof ApiTokenShape> {
  const { id, name, role, userId, createdAt, expiresAt, lastUsedAt } = token;
  return { id, name, role, by: personOf(userId, names), createdAt, expiresAt, lastUsedAt };
}

function moreThanYouMay(role: string, own: string) {
  return refuse.forbidden({
    message: `As ${own} of this observatory you cannot make a token that may do what ${role}s may.`,
    hint: `Choose ${own}, or less.`,
  });
}

function tooMany() {
  return refuse.conflict({
    code: 'too-many-tokens',
    message: `You have ${MAX_TOKENS.toString()} tokens already.`,
    hint: 'End those that nothing uses any more.',
  });
}
