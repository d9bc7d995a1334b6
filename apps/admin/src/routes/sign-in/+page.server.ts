import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { safeNext, toFailure } from '#lib/api/failure.ts';
import { problemsByField } from '#lib/components/form/problems.ts';
import { config } from '#lib/server/config.ts';
import { deviceOf, rememberDevice, writeSession } from '#lib/server/session.ts';
import { Tokens } from '#lib/server/tokens.ts';
import type { Actions, PageServerLoad } from './$types';

const Reply = z.object({ data: Tokens });

/** What the form shows again: never the password. */
interface Refusal {
  email: string;
  message: string;
  /** The service is away; nothing is wrong with what was typed. */
  down?: boolean;
  requestId?: string | undefined;
  /** What is wrong with a field, by its name. */
  problems?: Record<string, string[]>;
}
const refuse = (status: number, refusal: Refusal) => fail(status, refusal);

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.accessToken) redirect(303, safeNext(url.searchParams.get('next')));
};

export const actions: Actions = {
  default: async ({ request, cookies, url, getClientAddress }) => {
    const form = await request.formData();
    const field = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const email = field('email').trim();
    const password = field('password');
    if (!email || !password) return refuse(400, { email, message: 'Enter your e-mail address and your password.' });

    const deviceId = deviceOf(cookies);
    let response: Response;
    try {
      response = await fetch(`${config.apiUrl}/api/v1/auth/login`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': request.headers.get('user-agent') ?? '',
          'x-forwarded-for': getClientAddress(),
        },
        body: JSON.stringify({ email, password, deviceId }),
        signal: AbortSignal.timeout(15_000),
      });
    } catch {
      return refuse(503, {
        email,
        down: true,
        message: 'Jarvis cannot be reached right now: the API does not answer. Your password was not checked.',
      });
    }
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const failure = toFailure(body, response);
      if (response.status === 400)
        return refuse(400, { email, message: '', problems: problemsByField(failure.details).words });
      const down = response.status >= 500;
      const message =
        response.status === 401
          ? 'This e-mail address and password do not belong together. Check both and try again.'
          : response.status === 429
            ? `Too many attempts. Try again ${failure.retryAfterSeconds ? `in ${failure.retryAfterSeconds} seconds` : 'in a minute'}.`
            : failure.message;
      return refuse(response.status, { email, down, message, requestId: failure.requestId });
    }
    rememberDevice(cookies, deviceId);
    writeSession(cookies, Reply.parse(body).data);
    redirect(303, safeNext(url.searchParams.get('next')));
  },
};
