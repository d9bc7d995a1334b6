/** Errors as Google's APIs word them. */
export function googleError(
  options: { code: number; status: string; reason: string; message: string; domain?: string },
  headers: Record<string, string> = {},
): Response {
  const { code, status, reason, message, domain = 'global' } = options;
  return Response.json(
    { error: { code, message, errors: [{ message, domain, reason }], status } },
    { status: code, headers },
  );
}

export const invalidArgument = (message: string): Response =>
  googleError({ code: 400, status: 'INVALID_ARGUMENT', reason: 'invalidArgument', message });

export const unauthenticated = (): Response =>
  googleError(
    {
      code: 401,
      status: 'UNAUTHENTICATED',
      reason: 'authError',
      message:
        'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
    },
    { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
  );

export const notFound = (): Response =>
  googleError({
    code: 404,
    status: 'NOT_FOUND',
    reason: 'notFound',
    message: 'Requested entity was not found.',
  });
