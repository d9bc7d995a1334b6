import { createHash } from 'node:crypto';

/** Whose token it is: one person, on X and with a mailbox. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly address: string;
}

/** Who the sandbox's own tokens belong to: those it issues, and those of the connections made with it. */
export const ownAccount: Account = {
  id: '1780000000000000001',
  username: 'jarvis_dev',
  name: 'Jarvis (sandbox)',
  address: 'jarvis@sandbox.example',
};

/** Tokens that begin like this are the own account's. */
export const OWN_TOKEN = 'sandbox-';

/**
 * Any other token is somebody else's, always the same person's. What stands before its first dot says whose, so that
 * `acme.1` and `acme.2` are two tokens of one account. The names are derived from a hash, for a real token may have been
 * pasted.
 */
export function accountOf(token: string): Account {
  const [owner = ''] = token.split('.');
  if (token.startsWith(OWN_TOKEN) || owner === '') return ownAccount;
  const hash = createHash('sha256').update(owner).digest('hex');
  const short = hash.slice(0, 6);
  return {
    id: `178${BigInt(`0x${hash.slice(0, 13)}`)
      .toString()
      .padStart(16, '0')}`,
    username: `someone_${short}`,
    name: `Someone ${short} (sandbox)`,
    address: `someone-${short}@sandbox.example`,
  };
}

/**
 * Any bearer is somebody's token, except those that say they are not good any more: lets a person connect with
 * anything while tests still reach the vendors' 401.
 */
export function isAcceptedToken(token: string): boolean {
  return token !== '' && !/^(invalid|expired|revoked)/.test(token);
}

/** Whom the sandbox signs in: the own account, or somebody else by this name. */
export const SOMEBODY_ELSE = 'acme';

export function bearerOf(authorization: string | undefined): string {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}
