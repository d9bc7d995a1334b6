import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { z } from 'zod';
import { CONFIG } from '../infrastructure/tokens.js';

/**
 * Refresh tokens: `<session id>.<random>.<mac>`. Only a hash is stored. The MAC tells a token that was really issued
 * (and is used again) from one that somebody made up, so that nobody can end a session by guessing at its id.
 */
@Injectable()
export class RefreshTokens {
  private readonly key: Buffer;

  constructor(@Inject(CONFIG) { keys }: Config) {
    this.key = Buffer.from(hkdfSync('sha256', keys.jwtSecret, '', 'jarvis refresh tokens', 32));
  }

  issue(sessionId: string): string {
    const body = `${sessionId}.${randomBytes(32).toString('base64url')}`;
    return `${body}.${this.mac(body)}`;
  }

  /** The session a token was issued for; undefined when it is not one of ours. */
  sessionOf(token: string): string | undefined {
    const [sessionId, random, mac, ...rest] = token.split('.');
    if (random === undefined || mac === undefined || rest.length > 0) return undefined;
    const expected = Buffer.from(this.mac(`${sessionId ?? ''}.${random}`));
    const given = Buffer.from(mac);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return z.uuid().safeParse(sessionId).data;
  }

  hash(token: string): string {
    return createHash('sha256').update(token).digest('hex');
  }

  private mac(body: string): string {
    return createHmac('sha256', this.key).update(body).digest('base64url');
  }
}
