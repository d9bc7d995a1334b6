import type { ConnectorContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callHubSpot } from './client.js';
import { hub } from './platform.js';
import { VendorRecord, type RecordType } from './records.js';

const Value = z.object({ value: z.string(), timestamp: z.coerce.date() });
const Page = z.object({
  results: z.array(VendorRecord.extend({ propertiesWithHistory: z.record(z.string(), z.array(Value)).optional() })),
});

/** A record, and what a property of it is and was, newest first. */
export interface WithHistory {
  record: VendorRecord;
  values: { value: string; at: Date }[];
}

/** HubSpot refuses more at once where it is asked for the history. */
const AT_ONCE = 50;

/** `POST /crm/v3/objects/{type}/batch/read`, in the order of the ids. Records that are gone by now are left out. */
export async function readHistory(
  context: ConnectorContext,
  type: RecordType,
  { ids, property, properties }: { ids: readonly string[]; property: string; properties: readonly string[] },
): Promise<WithHistory[]> {
  const found = new Map<string, WithHistory>();
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const inputs = ids.slice(start, start + AT_ONCE).map((id) => ({ id }));
    const asked = { inputs, properties: [...properties], propertiesWithHistory: [property] };
    const reply: unknown = await callHubSpot(context, ({ batch }) => batch.read(type, asked));
    for (const { propertiesWithHistory = {}, ...record } of hub.parseReply(Page, reply, 'the history').results) {
      const values = (propertiesWithHistory[property] ?? []).map(({ value, timestamp: at }) => ({ value, at }));
      found.set(record.id, { record, values: values.sort((a, b) => b.at.getTime() - a.at.getTime()) });
    }
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}
