import type { CompilerRule } from '@jarvis/compiler';
import { EVENT_SOURCES } from '@jarvis/database';
import { jsonText } from '@jarvis/json';
import { JsonObject } from '@jarvis/plan';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { CheckTask } from './check-definition.js';

const Rows = z.array(
  z.object({ id: z.uuid(), name: z.string(), inputs: JsonObject.nullable(), gives: JsonObject.nullable() }),
);

/** Few rules call others, and what can be called is in the plans of all that may be: it is read only for those few. */
export function mayCall({ definition, source }: Pick<CheckTask, 'definition' | 'source'>): boolean {
  return (source ?? jsonText(definition ?? null)).includes('call');
}

/** The published rules that others may call, with what they take and give. */
export async function findCallable(manager: EntityManager): Promise<CompilerRule[]> {
  const rows: unknown = await manager.query(
    `select r.id, r.name, v.plan->'inputs' as inputs, v.plan->'gives' as gives
     from event_listeners l
     join automation_rules r on r.id = l.rule_id
     join rule_versions v on v.id = r.published_version_id
     where l.source = '${EVENT_SOURCES.calls}' and r.deleted_at is null
     order by r.name, r.id`,
  );
  return Rows.parse(rows).map(({ id, name, inputs, gives }) => ({
    id,
    name,
    ...(inputs === null ? {} : { inputs }),
    ...(gives === null ? {} : { gives }),
  }));
}
