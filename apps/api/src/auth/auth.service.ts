import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UserSession, type Membership } from '@jarvis/database';
import { notFound, refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import type { Device, LoginRequest, Me, Tokens } from './auth.schemas.js';
import { LoginAttempts } from './login-attempts.js';
import { Passwords } from './passwords.js';
import type { Principal } from './principal.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionsService } from './sessions.service.js';
import { lockSession, revokeSession, SignInQueries } from './sign-in.queries.js';

const SESSION_MS = 30 * 24 * 3600_000;

interface Origin {
  ip: string;
  userAgent?: string | undefined;
}

/** Signing in and out, and the devices of an account. */
@Injectable()
export class AuthService {
  constructor(
    private readonly queries: SignInQueries,
    private readonly passwords: Passwords,
    private readonly attempts: LoginAttempts,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: SessionsService,
  ) {}

  async login({ email, password, deviceId, deviceName }: LoginRequest, { ip, userAgent }: Origin): Promise<Tokens> {
    const user = await this.queries.findUserByEmail(email);
    const from = { address: ip, deviceId: deviceId ?? null };
    const known = user === null ? { address: false, device: false } : await this.queries.findKnown(user.id, from);
    const attempt = { email, ...from, known };
    this.attempts.begin(attempt);
    const correct = await this.passwords.verify(user?.passwordHash, password);
    if (user === null || !correct) {
      throw refuse.unauthenticated({
        code: 'wrong-credentials',
        message: 'The e-mail address or the password is wrong.',
        hint: 'Check both and try again.',
      });
    }
    this.attempts.succeed(attempt);

    const observatoryId = await this.startingObservatory(user.id);
    const id = randomUUID();
    const refreshToken = this.refreshTokens.issue(id);
    const device = deviceId ?? randomUUID();
    await this.queries.transaction(async (manager) => {
      // Signing in again on a device replaces its session.
      const replaced = await manager.findBy(UserSession, { userId: user.id, deviceId: device });
      for (const session of replaced) await revokeSession(manager, session);
      await manager.insert(UserSession, {
        id,
        observatoryId,
        userId: user.id,
        deviceId: device,
        deviceName: deviceName ?? null,
        userAgent: userAgent?.slice(0, 500) ?? null,
        refreshTokenHash: this.refreshTokens.hash(refreshToken),
        expiresAt: new Date(Date.now() + SESSION_MS),
        lastUsedAt: new Date(),
        ip,
      });
      await audit(
        manager,
        { userId: user.id, observatoryId, address: ip },
        { action: 'session.started', entityType: 'session', entityId: id },
      );
    });
    return this.tokens({ userId: user.id, sessionId: id, refreshToken });
  }

  /** Each refresh token works once. One that comes a second time was copied, so its session ends for both holders. */
  async refresh(token: string, ip: string): Promise<Tokens> {
    const sessionId = this.refreshTokens.sessionOf(token);
    if (sessionId === undefined) throw sessionEnded();
    const refreshToken = this.refreshTokens.issue(sessionId);
    const outcome = await this.queries.transaction(async (manager) => {
      const session = await lockSession(manager, sessionId);
      if (session === null || session.revokedAt !== null || session.expiresAt <= new Date()) return 'ended';
      const by = { userId: session.userId, observatoryId: session.observatoryId, address: ip };
      if (session.refreshTokenHash !== this.refreshTokens.hash(token)) {
        await revokeSession(manager, session);
        await audit(manager, by, { action: 'session.token-reused', entityType: 'session', entityId: session.id });
        return 'reused';
      }
      await manager.update(
        UserSession,
        { id: session.id },
        {
          refreshTokenHash: this.refreshTokens.hash(refreshToken),
          previousTokenHash: session.refreshTokenHash,
          expiresAt: new Date(Date.now() + SESSION_MS),
          lastUsedAt: new Date(),
          ip,
        },
      );
      return by;
    });
    if (outcome === 'reused') this.sessions.forget(sessionId);
    if (typeof outcome === 'string') throw sessionEnded();
    return this.tokens({ userId: outcome.userId, sessionId, refreshToken });
  }

  async logout(principal: Principal): Promise<{ signedOut: true }> {
    await this.endSession(principal, principal.sessionId);
    return { signedOut: true };
  }

  async describe({ userId, name, email, timeZone, observatoryId, role, sessionId }: Principal): Promise<Me> {
    const memberships = await this.queries.findMemberships(userId);
    const observatories = memberships.map((membership) => ({
      id: membership.observatoryId,
      name: nameOf(membership),
      role: membership.role,
    }));
    const current = observatories.find(({ id }) => id === observatoryId);
    if (current === undefined) throw sessionEnded();
    return {
      user: { id: userId, email, name, avatarUrl: null, timeZone },
      observatory: { id: current.id, name: current.name },
      role,
      observatories,
      sessionId,
    };
  }

  /** The zone of the browser the person uses: mails cannot ask for it when they are written. */
  async keepTimeZone(principal: Principal, timeZone: string): Promise<Me> {
    await this.queries.keepTimeZone(principal.userId, timeZone);
    this.sessions.forget(principal.sessionId);
    return this.describe({ ...principal, timeZone });
  }

  async switchObservatory(principal: Principal, observatoryId: string): Promise<Me> {
    const memberships = await this.queries.findMemberships(principal.userId);
    const membership = memberships.find((candidate) => candidate.observatoryId === observatoryId);
    if (membership === undefined) throw notFound('observatory');
    await this.queries.transaction((manager) =>
      manager.update(UserSession, { id: principal.sessionId }, { observatoryId }),
    );
    this.sessions.forget(principal.sessionId);
    return this.describe({ ...principal, observatoryId, role: membership.role });
  }

  async listDevices({ userId, sessionId }: Principal): Promise<Device[]> {
    const sessions = await this.queries.listLiveSessions(userId);
    return sessions.map(({ id, deviceName, userAgent, ip, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      deviceName,
      userAgent,
      ip,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      current: id === sessionId,
    }));
  }

  async revokeDevice(principal: Principal, id: string): Promise<{ revoked: true }> {
    if (!(await this.endSession(principal, id))) throw notFound('device');
    return { revoked: true };
  }

  private async endSession(principal: Principal, id: string): Promise<boolean> {
    const ended = await this.queries.transaction(async (manager) => {
      const session = await lockSession(manager, id);
      if (session?.userId !== principal.userId || !(await revokeSession(manager, session))) return false;
      await audit(
        manager,
        { ...principal, observatoryId: session.observatoryId },
        { action: 'session.ended', entityType: 'session', entityId: id },
      );
      return true;
    });
    this.sessions.forget(id);
    return ended;
  }

  private async startingObservatory(userId: string): Promise<string> {
    const [memberships, latest] = await Promise.all([
      this.queries.findMemberships(userId),
      this.queries.findLatestSession(userId),
    ]);
    const chosen = memberships.find(({ observatoryId }) => observatoryId === latest?.observatoryId) ?? memberships[0];
    if (chosen === undefined) {
      throw refuse.forbidden({
        code: 'no-observatory',
        message: 'This account belongs to no observatory.',
        hint: 'Ask an owner for an invitation.',
      });
    }
    return chosen.observatoryId;
  }

  private async tokens({
    userId,
    sessionId,
    refreshToken,
  }: {
    userId: string;
    sessionId: string;
    refreshToken: string;
  }): Promise<Tokens> {
    const accessToken = await this.accessTokens.issue({ userId, sessionId });
    return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }
}

function nameOf({ observatory }: Membership): string {
  if (observatory === undefined) throw new Error('The membership was loaded without its observatory.');
  return observatory.name;
}

function sessionEnded() {
  return refuse.unauthenticated({ code: 'session-ended', message: 'This session has ended.', hint: 'Sign in again.' });
}
