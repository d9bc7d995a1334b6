import { WebhookEndpoint } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

export interface WebhookRow {
  endpoint: WebhookEndpoint;
  hasSecret: boolean;
  lastDeliveryAt: Date | null;
  held: number;
}
const WebhookExtras = z.tuple([
  z.object({ has_secret: z.boolean(), last_delivery_at: z.coerce.date().nullable(), held: z.int() }),
]);

/** The endpoint of a rule without its secrets. */
export async function findWebhook(manager: EntityManager, ruleId: string): Promise<WebhookRow | null> {
  const endpoint = await manager.findOneBy(WebhookEndpoint, { ruleId });
  if (endpoint === null) return null;
  const rows: unknown = await manager.query(
    `select (secret is not null) as has_secret,
       (select max(received_at) from inbox where rule_id = e.rule_id and source = 'hook:' || e.id) as last_delivery_at,
       (select count(*)::int from inbox where source = 'hook:' || e.id and status = 'held') as held
     from webhook_endpoints e where e.id = $1`,
    [endpoint.id],
  );
  const [{ has_secret: hasSecret, last_delivery_at: lastDeliveryAt, held }] = WebhookExtras.parse(rows);
  return { endpoint, hasSecret, lastDeliveryAt, held };
}

/** With the sealed secret, which no other query selects. */
export function findSealedWebhook(manager: EntityManager, ruleId: string): Promise<WebhookEndpoint | null> {
  return manager
    .createQueryBuilder(WebhookEndpoint, 'endpoint')
    .addSelect('endpoint.secret')
    .where('endpoint.ruleId = :ruleId', { ruleId })
    .getOne();
}
