import type { Config } from '@jarvis/config';

/** Exactly the origins that belong to this installation; the admin itself calls through its own server. */
export function corsOptions({ admin, temporal }: Config) {
  return {
    origin: [new URL(admin.url).origin, new URL(temporal.uiUrl).origin],
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: [
      'content-type',
      'authorization',
      'idempotency-key',
      'x-request-id',
      'x-namespace',
      'authorization-extras',
    ],
    exposedHeaders: ['x-request-id', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'],
    maxAge: 600,
  };
}
