import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { RunFilters } from './runs.schemas.js';

/** Takes a value into a statement; gives its placeholder. */
export type Put = (value: unknown) => string;

const Versions = z.array(z.object({ id: z.uuid() }));

/** A filter with what has to be looked up for it: the versions that have a tag, or act through a connection. */
export type ResolvedFilters = RunFilters & { versions?: string[] };

/** Versions never change, so a run has the tags and connections of its version for ever. Takes a tenant's manager. */
export async function resolveFilters(manager: EntityManager, filters: RunFilters): Promise<ResolvedFilters> {
  const { tag, connectionId } = filters;
  if (tag === undefined && connectionId === undefined) return filters;
  const rows: unknown = await manager.query(
    `select id from rule_versions
     where ($1::text is null or tags @> to_jsonb($1::text)) and ($2::uuid is null or $2 = any (connections))`,
    [tag ?? null, connectionId ?? null],
  );
  return { ...filters, versions: Versions.parse(rows).map(({ id }) => id) };
}

/** Conditions on `runs r`, but for the words, which have a search of their own, and the status where it orders the list. */
export function conditionsOf(filters: ResolvedFilters, put: Put): string[] {
  const { ruleId, status, trigger, from, to, tag, connectionId, versions } = filters;
  return [
    ...(ruleId === undefined ? [] : [`r.rule_id = ${put(ruleId)}`]),
    ...(status === undefined ? [] : [`r.status = any (${put(status)})`]),
    ...(trigger === undefined ? [] : [`r.trigger_type = any (${put(trigger)})`]),
    ...(from === undefined ? [] : [`r.created_at >= ${put(from)}`]),
    ...(to === undefined ? [] : [`r.created_at < ${put(to)}`]),
    ...(versions === undefined ? [] : [ofVersions(versions, { tag, connectionId }, put)]),
  ];
}

/** Who called an action of a platform has a run of no version; what it acted through is known by its effects. */
function ofVersions(versions: string[], { tag, connectionId }: RunFilters, put: Put): string {
  const ofVersion = `r.rule_version_id = any (${put(versions)})`;
  if (tag !== undefined || connectionId === undefined) return ofVersion;
  const effects = `select from effects e where e.run_id = r.id and e.integration_id = ${put(connectionId)}`;
  return `(${ofVersion} or (r.rule_version_id is null and exists (${effects})))`;
}
