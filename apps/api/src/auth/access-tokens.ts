import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { CONFIG } from '../infrastructure/tokens.js';

/** Lifetime of an access token in seconds. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

const issuer = 'jarvis';
const audience = 'jarvis-api';
const Claims = z.object({ sub: z.uuid(), sid: z.uuid() });
export type Claims = z.infer<typeof Claims>;

/** Signed access tokens. They name a session; what it may do is read from the session's row at each request. */
@Injectable()
export class AccessTokens {
  private readonly key: Uint8Array;

  constructor(@Inject(CONFIG) { keys }: Config) {
    this.key = new TextEncoder().encode(keys.jwtSecret);
  }

  issue({ userId, sessionId }: { userId: string; sessionId: string }): Promise<string> {
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(userId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_SECONDS.toString()}s`)
      .sign(this.key);
  }

  /** The claims of a token that this installation signed and that has not run out; undefined for any other. */
  async read(token: string): Promise<Claims | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.key, { issuer, audience, algorithms: ['HS256'], typ: 'at+jwt' });
      return Claims.parse(payload);
    } catch {
      return undefined;
    }
  }
}
