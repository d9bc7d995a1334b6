import { isIP } from 'node:net';
import type { Config } from '@jarvis/config';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';

/**
 * Refuses requests under a name that is not this installation's. A page of somebody else whose name was pointed at our
 * address (DNS rebinding) would otherwise be of one origin with us, and could read every answer. An address, `localhost`
 * and a name without a dot (a container's) belong to nobody else. A proxy may lead parts of the admin's address here.
 */
export function createHostCheck({ api, admin }: Pick<Config, 'api' | 'admin'>) {
  const allowed = new Set([api.publicUrl, admin.url].map((url) => new URL(url).hostname).concat(api.allowedHosts));
  return ({ headers }: Pick<FastifyRequest, 'headers'>): void => {
    const name = nameIn(headers.host);
    if (name !== undefined && (allowed.has(name) || isNobodys(name))) return;
    throw new ApiError({
      status: 421,
      code: 'wrong-host',
      message: 'This server is not known under the name in the header Host.',
      hint: `Call it under ${new URL(api.publicUrl).host}, or add the name to ALLOWED_HOSTS.`,
    });
  };
}

function nameIn(host: string | undefined): string | undefined {
  if (host === undefined || !URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname;
}

function isNobodys(name: string): boolean {
  return !name.includes('.') || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}
