import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { FastifyRequest } from 'fastify';
import { CONFIG } from '../infrastructure/tokens.js';

const HEADER = 'x-jarvis-admin';

/** Tells requests of the admin's server from those of other clients: by a secret that only the two of them have. */
@Injectable()
export class AdminClient {
  private readonly expected: Buffer | undefined;

  constructor(@Inject(CONFIG) { admin }: Config) {
    this.expected = admin.clientSecret === undefined ? undefined : digest(admin.clientSecret);
  }

  /** False without a secret: then nobody can know. */
  isAdmin({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
    const given = headers[HEADER];
    return this.expected !== undefined && typeof given === 'string' && timingSafeEqual(digest(given), this.expected);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
