/** The accounts behind every accepted token. */
export const xAccount = {
  id: '1780000000000000001',
  username: 'jarvis_dev',
  name: 'Jarvis (sandbox)',
} as const;
export const mailAccount = { address: 'jarvis@sandbox.example', name: 'Jarvis (sandbox)' } as const;

/**
 * Any bearer is somebody's token, except those that say they are not good any more: lets a person connect with
 * anything while tests still reach the vendors' 401.
 */
export function isAcceptedToken(token: string): boolean {
  return token !== '' && !/^(invalid|expired|revoked)/.test(token);
}

export function bearerOf(authorization: string | undefined): string {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}
