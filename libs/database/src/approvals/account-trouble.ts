import { z } from 'zod';
import type { Queryable } from '../queryable.js';

/** Why an approved action could not be performed as the account that the approval names. */
export type AccountTrouble = 'removed' | 'disconnected' | 'other-account';

const Rows = z.array(z.object({ account_id: z.string(), usable: z.boolean() }));

/** Compares the account an approval was shown with and the one its connection leads to now; null when they agree. */
export async function findAccountTrouble(
  queryable: Queryable,
  { connectionId, accountId }: { connectionId: string | null; accountId: string | null },
): Promise<AccountTrouble | null> {
  if (connectionId === null) return null;
  const rows: unknown = await queryable.query(
    `select account_id, status <> 'disconnected' and credentials is not null as usable from integrations where id = $1`,
    [connectionId],
  );
  const [now] = Rows.parse(rows);
  if (now === undefined) return 'removed';
  if (now.account_id !== accountId) return 'other-account';
  return now.usable ? null : 'disconnected';
}
