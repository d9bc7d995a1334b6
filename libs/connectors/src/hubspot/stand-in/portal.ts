import type { Account, Part, StandInTools } from '@jarvis/stand-in-kit';
import { addRecord, changeRecord, changesOf, recordsOf, type NewRecord, type Record } from './records.js';
import { openWebhooks, type Happening } from './webhooks.js';

/** The CRM as its API and its pages write to it: the app with webhooks hears of every change. */
interface Portal {
  records: Part<Record[]>;
  add(given: NewRecord): Record | Response;
  change(record: Record, given: Pick<NewRecord, 'properties' | 'source'>): Record | Response;
}

export function openPortal(tools: StandInTools): Portal {
  const records = recordsOf(tools.store);
  const webhooks = openWebhooks(tools);
  const tell = ({ account, id }: Record, happenings: Happening[]) =>
    webhooks.tell(happenings, { portalId: portalOf({ id: account }), objectId: Number(id) });
  return {
    records,
    add(given) {
      const made = addRecord(records, given);
      if (made instanceof Response) return made;
      const { source: changeSource, type } = given;
      if (type !== 'notes') tell(made, [{ subscriptionType: CREATIONS[type], changeSource }]);
      return made;
    },
    change(record, given) {
      const changed = changeRecord(records, record, given);
      if (changed instanceof Response || record.type !== 'deals') return changed;
      const changes = Object.entries(changesOf(record, given.properties));
      tell(
        changed,
        changes.map(([propertyName, propertyValue]) => ({
          subscriptionType: 'deal.propertyChange',
          propertyName,
          propertyValue,
          changeSource: given.source,
        })),
      );
      return changed;
    },
  };
}

const CREATIONS = { contacts: 'contact.creation', deals: 'deal.creation' } as const;

/** Short, as HubSpot's numbers of accounts are, and always the same. */
export const portalOf = ({ id }: Pick<Account, 'id'>): number => Number(BigInt(id) % 100_000_000n);
