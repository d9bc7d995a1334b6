import { redirect } from '@sveltejs/kit';
import { config } from '#lib/server/config.ts';
import { clearSession } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types';

// A GET changes nothing: a prefetch or an image must not sign anybody out.
export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
  default: async ({ cookies, locals, getClientAddress }) => {
    if (locals.accessToken) {
      // The cookies go either way; a session that could not be ended now expires by itself.
      await fetch(`${config.apiUrl}/api/v1/auth/logout`, {
        method: 'POST',
        headers: { authorization: `Bearer ${locals.accessToken}`, 'x-forwarded-for': getClientAddress() },
        signal: AbortSignal.timeout(5_000),
      }).catch((cause: unknown) =>
        console.error(JSON.stringify({ level: 'warn', msg: 'logout did not reach the api', error: String(cause) })),
      );
    }
    clearSession(cookies);
    redirect(303, '/sign-in');
  },
};
