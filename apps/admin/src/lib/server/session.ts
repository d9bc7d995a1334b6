import type { Cookies } from '@sveltejs/kit';
import { z } from 'zod';
import { config } from './config.js';
import { createRefresher, type RefreshOutcome } from './refresh.js';
import { isExpiring, Tokens } from './tokens.js';

const prefix = config.secure ? '__Host-' : '';
const ACCESS_COOKIE = `${prefix}jarvis_access`;
const REFRESH_COOKIE = `${prefix}jarvis_refresh`;
const DEVICE_COOKIE = `${prefix}jarvis_device`;
const THIRTY_DAYS = 30 * 24 * 60 * 60;
/** As long as browsers keep a cookie at most. */
const DEVICE_SECONDS = 400 * 24 * 60 * 60;

// Lax, so that a link in a mail opens signed in; every state change checks the origin besides (see csrf.ts).
const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: config.secure, maxAge: THIRTY_DAYS } as const;

const RefreshReply = z.object({ data: Tokens });

const refresh = createRefresher(async (refreshToken, address): Promise<RefreshOutcome> => {
  try {
    const response = await fetch(`${config.apiUrl}/api/v1/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ refreshToken }),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status >= 500 || response.status === 429) return { kind: 'unavailable' };
    const parsed = RefreshReply.safeParse(await response.json());
    return parsed.success && response.ok ? { kind: 'refreshed', tokens: parsed.data.data } : { kind: 'refused' };
  } catch {
    return { kind: 'unavailable' };
  }
});

export function writeSession(cookies: Cookies, tokens: Tokens): void {
  cookies.set(ACCESS_COOKIE, tokens.accessToken, options);
  cookies.set(REFRESH_COOKIE, tokens.refreshToken, options);
}

/**
 * What this browser is known by from one sign-in to the next: it stays when the session ends, so that a stranger's
 * guesses do not lock out whoever has signed in here before. It opens nothing by itself.
 */
export function deviceOf(cookies: Cookies): string {
  const known = z.uuid().safeParse(cookies.get(DEVICE_COOKIE));
  return known.success ? known.data : crypto.randomUUID();
}

export function rememberDevice(cookies: Cookies, deviceId: string): void {
  cookies.set(DEVICE_COOKIE, deviceId, { ...options, maxAge: DEVICE_SECONDS });
}

export function clearSession(cookies: Cookies): void {
  dropAccess(cookies);
  cookies.delete(REFRESH_COOKIE, { path: '/', secure: config.secure });
}

/** The API no longer takes the access token; the next request tries the refresh token, which decides. */
export function dropAccess(cookies: Cookies): void {
  cookies.delete(ACCESS_COOKIE, { path: '/', secure: config.secure });
}

/** The access token of this browser, renewed if it is about to end; null when nobody is signed in. */
export async function readSession(cookies: Cookies, address: string): Promise<string | null> {
  const access = cookies.get(ACCESS_COOKIE);
  const refreshToken = cookies.get(REFRESH_COOKIE);
  if (access && !isExpiring(access, { now: Date.now(), leewaySeconds: 45 })) return access;
  if (!refreshToken) return null;
  const outcome = await refresh(refreshToken, address);
  switch (outcome.kind) {
    case 'refreshed':
      writeSession(cookies, outcome.tokens);
      return outcome.tokens.accessToken;
    case 'refused':
      clearSession(cookies);
      return null;
    case 'unavailable':
      // Keep the cookies: the page says that the API is away, and the session goes on when it is back.
      return access ?? null;
  }
}
