import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../database.js';

/** Where a large value of a run is kept. It travels through the run's history, where anybody may have written it. */
const Place = z.object({ observatory: z.uuid(), run: z.uuid(), name: z.string().max(100) });

const Owners = z.array(z.object({ id: z.uuid(), observatory_id: z.uuid(), status: z.string() }));
const Sealed = z.array(z.object({ sealed: z.instanceof(Uint8Array) }));

/** The name under which a run's input is kept while it has not begun: a start that is repeated replaces it. */
const START = 'start';

/**
 * Large values of runs, sealed by whoever hands them in. They are read and written in the observatory of the run, and
 * go with the run's row, or once Temporal has forgotten the history that names them.
 */
export class RunPayloads {
  /** @param starts whether what is kept is the input of a run: by the API, not by the worker */
  constructor(
    private readonly database: Database,
    private readonly options: { starts?: boolean } = {},
  ) {}

  /** @throws Error when there is no such run */
  async keep(workflowId: string, sealed: Uint8Array): Promise<Record<string, string>> {
    const id = z.uuid().safeParse(workflowId.replace(/^run-/, ''));
    const [owner] = Owners.parse(
      await this.database.systemQuery(
        id.success
          ? 'select id, observatory_id, status from runs where id = $1'
          : 'select id, observatory_id, status from runs where workflow_id = $1',
        [id.success ? id.data : workflowId],
      ),
    );
    if (!owner)
      throw new Error(`No run of the workflow ${workflowId} is known, so a large value of it cannot be kept.`);
    const run = owner.id;
    const place = {
      observatory: owner.observatory_id,
      run,
      name: this.options.starts && owner.status === 'queued' ? START : randomUUID(),
    };
    await this.database.statements(place.observatory, (queryable) =>
      queryable.query(
        `insert into run_payloads (observatory_id, run_id, name, sealed) values ($1, $2, $3, $4)
         on conflict (run_id, name) do update set sealed = excluded.sealed`,
        [place.observatory, run, place.name, Buffer.from(sealed)],
      ),
    );
    return place;
  }

  /** What was kept there; undefined when it is gone or was never there. */
  async read(claim: Record<string, string>): Promise<Uint8Array | undefined> {
    const place = Place.safeParse(claim);
    if (!place.success) return undefined;
    const { observatory, run, name } = place.data;
    const rows = await this.database.statements(observatory, (queryable) =>
      queryable.query('select sealed from run_payloads where run_id = $1 and name = $2', [run, name]),
    );
    return Sealed.parse(rows)[0]?.sealed;
  }
}

/** Most that one sweep deletes. */
const MOST = 500;

/** Deletes what no history names any more. @returns how many */
export async function sweepRunPayloads(database: Database, days: number): Promise<number> {
  const swept: unknown = await database.system((manager) =>
    manager.query(
      `with due as (
         select p.run_id, p.name from run_payloads p join runs r on r.id = p.run_id
         where r.finished_at < now() - make_interval(days => $1) limit ${MOST})
       , gone as (delete from run_payloads p using due where p.run_id = due.run_id and p.name = due.name returning p.run_id)
       select count(*)::int as count from gone`,
      [days],
    ),
  );
  return z.tuple([z.object({ count: z.int() })]).parse(swept)[0].count;
}
