import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';

const Ids = z.array(z.object({ id: z.uuid() }));
/** A run's own workflow, or the carrier that is named after its first run. */
const RUN = /^(?:run|burst)-(?<id>[0-9a-f-]{36})$/;
/** A rule's schedule, and every workflow that it starts: Temporal adds the time to the id. */
const SCHEDULED = /^scheduled-(?<id>[0-9a-f-]{36})(?:-\d{4}-\d{2}-\d{2}T[\d:]+Z)?$/;

/** The owner of what is encrypted outside a workflow. No workflow of ours has an id of this form. */
export function ownerOfObservatory(observatoryId: string): string {
  return `observatory:${observatoryId}`;
}

/** Tells whether payloads belong to an observatory, by the workflow they were encrypted for. */
@Injectable()
export class PayloadOwners {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Those of `owners` that are of the observatory: as PostgreSQL shows the runs and rules to it. */
  async filterOwn(observatoryId: string, owners: readonly string[]): Promise<ReadonlySet<string>> {
    const runs = idsIn(owners, RUN);
    const rules = idsIn(owners, SCHEDULED);
    const ids = new Set(runs.length + rules.length === 0 ? [] : await this.findVisible(observatoryId, { runs, rules }));
    const itself = ownerOfObservatory(observatoryId);
    return new Set(
      owners.filter((owner) => {
        const id = idIn(owner, RUN) ?? idIn(owner, SCHEDULED);
        return owner === itself || (id !== undefined && ids.has(id));
      }),
    );
  }

  private async findVisible(
    observatoryId: string,
    { runs, rules }: { runs: string[]; rules: string[] },
  ): Promise<string[]> {
    const rows: unknown = await this.database.tenant(observatoryId, (manager) =>
      manager.query(
        `select id from runs where id = any($1) union all select id from automation_rules where id = any($2)`,
        [runs, rules],
      ),
    );
    return Ids.parse(rows).map(({ id }) => id);
  }
}

function idsIn(owners: readonly string[], form: RegExp): string[] {
  return [...new Set(owners.flatMap((owner) => idIn(owner, form) ?? []))];
}

function idIn(owner: string, form: RegExp): string | undefined {
  const id = form.exec(owner)?.groups?.['id'];
  return z.uuid().safeParse(id).data;
}
