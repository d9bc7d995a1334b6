/** Errors as the X API v2 words them (RFC 9457). */
export function problem(status: number, title: string, detail: string, headers: Record<string, string> = {}): Response {
  return reply(status, { title, detail, type: 'about:blank', status }, headers);
}

export const unauthorized = (): Response => problem(401, 'Unauthorized', 'Unauthorized');

export function invalidRequest(parameter: string, message: string): Response {
  return reply(400, {
    errors: [{ parameters: { [parameter]: [] }, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: 'https://api.twitter.com/2/problems/invalid-request',
  });
}

export function notFound(kind: string, id: string): Response {
  return reply(404, {
    title: 'Not Found Error',
    detail: `Could not find ${kind} with id: [${id}].`,
    type: 'https://api.twitter.com/2/problems/resource-not-found',
    resource_type: kind,
    resource_id: id,
    parameter: 'id',
    value: id,
  });
}

function reply(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json; charset=utf-8' },
  });
}
