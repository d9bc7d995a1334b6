import { proxyToApi } from '#lib/server/api-proxy.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = proxyToApi;
export const POST: RequestHandler = proxyToApi;
export const PUT: RequestHandler = proxyToApi;
export const PATCH: RequestHandler = proxyToApi;
export const DELETE: RequestHandler = proxyToApi;
