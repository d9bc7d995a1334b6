import { findAccountTrouble, type AccountTrouble, type ApprovalRequest } from '@jarvis/database';
import type { EntityManager } from 'typeorm';

export interface AccountWarning {
  code: AccountTrouble;
  message: string;
  hint: string;
}

/** What keeps a pending approval from being carried out as the account it names, in words for whoever decides. */
export async function findAccountWarning(
  manager: EntityManager,
  { status, connectionId, accountId, accountName }: ApprovalRequest,
  platform: string,
): Promise<AccountWarning | null> {
  if (status !== 'pending') return null;
  const code = await findAccountTrouble(manager, { connectionId, accountId });
  const account = `The ${platform} account ${accountName ?? 'of this question'}`;
  switch (code) {
    case null:
      return null;
    case 'disconnected':
      return {
        code,
        message: `${account} is disconnected, so this cannot be done.`,
        hint: 'Connect the same account again under Connections, then approve; or reject it.',
      };
    case 'removed':
      return {
        code,
        message: `${account} was removed, so this cannot be done.`,
        hint: 'Reject it, connect the account, publish the rule with it and run the rule again.',
      };
    case 'other-account':
      return {
        code,
        message: `${account} is what you were shown, and its connection leads to another account by now.`,
        hint: 'Reject it and run the rule again: the new question names the account that is connected now.',
      };
  }
}
