import { Inject, Injectable } from '@nestjs/common';
import { DRIFT_KINDS, type Database } from '@jarvis/database';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';
import type { Drift } from './drift.js';

/** What was found longer ago is a new finding when it comes again. */
const IN_A_ROW = `interval '10 minutes'`;
const KEPT = `interval '7 days'`;

const Known = z.object({ temporal_id: z.string(), kind: z.enum(DRIFT_KINDS), times: z.int() });
export type KnownDrift = z.infer<typeof Known>;

const Begun = z.tuple([z.object({ at: z.date(), known: z.array(Known) })]);
const Open = z.tuple([z.object({ open: z.coerce.number().int() })]);

/** What the reconciler found, for every API process and for the page that lists it. */
@Injectable()
export class DriftQueries {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The database's time, and what was found lately, by the id in Temporal. */
  async begin(): Promise<{ at: Date; known: Map<string, KnownDrift> }> {
    const rows = await this.database.systemQuery(
      `select now() as at, coalesce((
         select jsonb_agg(jsonb_build_object('temporal_id', temporal_id, 'kind', kind, 'times', times))
         from drift where seen_at > now() - ${IN_A_ROW}), '[]') as known`,
    );
    const [{ at, known }] = Begun.parse(rows);
    return { at, known: new Map(known.map((entry) => [entry.temporal_id, entry])) };
  }

  async note(drift: readonly Drift[]): Promise<void> {
    // One of each: of several about the same workflow, what a person must look at.
    const sorted = drift.toSorted((a, b) => Number(b.mended) - Number(a.mended));
    const entries = [...new Map(sorted.map((entry) => [`${entry.observatoryId}/${entry.temporalId}`, entry])).values()];
    if (entries.length === 0) return;
    await this.database.systemQuery(
      `insert into drift (observatory_id, temporal_id, run_id, kind, mended, message)
       select d."observatoryId", d."temporalId", d."runId", d.kind, d.mended, d.message
       from jsonb_to_recordset($1::jsonb) as d(
         "observatoryId" uuid, "temporalId" text, "runId" uuid, kind text, mended boolean, message text)
       where exists (select from observatories o where o.id = d."observatoryId")
       on conflict (observatory_id, temporal_id) do update set
         times = case when drift.kind = excluded.kind and drift.seen_at > now() - ${IN_A_ROW} then drift.times + 1 else 1 end,
         found_at = case when drift.kind = excluded.kind and drift.seen_at > now() - ${IN_A_ROW} then drift.found_at else now() end,
         run_id = excluded.run_id, kind = excluded.kind, mended = excluded.mended, message = excluded.message, seen_at = now()`,
      [JSON.stringify(entries)],
    );
  }

  /** Everything has been compared since: what was not found again is no longer so. */
  async endRound(startedAt: Date): Promise<void> {
    await this.database.systemQuery(
      `with gone as (
         delete from drift where (not mended and seen_at < $1) or seen_at < now() - ${KEPT})
       update comparison set compared_at = now(), failure = null`,
      [startedAt],
    );
  }

  async noteFailure(failure: string): Promise<void> {
    await this.database.systemQuery('update comparison set failure = $1', [failure]);
  }

  async countOpen(): Promise<number> {
    const [{ open }] = Open.parse(
      await this.database.systemQuery('select count(*) as open from drift where not mended'),
    );
    return open;
  }
}
