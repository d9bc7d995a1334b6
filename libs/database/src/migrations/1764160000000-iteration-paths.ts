import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acrossTenants } from './kit/tenant-table.js';

const tables = ['run_steps', 'approval_requests', 'effects', 'activity_logs'];

const change = (type: string, value: string, standard: string): string =>
  tables
    .map(
      (table) => `
        alter table ${table} alter column iteration drop default;
        alter table ${table} alter column iteration type ${type} using ${value};
        alter table ${table} alter column iteration set default ${standard};`,
    )
    .join('');

/**
 * Where in the loops around it something happened: a path such as `orders#3/lines#0`, empty outside of loops. Before
 * there were loops it was always 0. The keys of effects stay as they are.
 */
export class IterationPaths1764160000000 implements MigrationInterface {
  name = 'IterationPaths1764160000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(change('text', `case iteration when 0 then '' else iteration::text end`, `''`));
  }

  /** What happened in loops keeps apart by a number of its own in its run. */
  async down(runner: QueryRunner): Promise<void> {
    const places = tables
      .map((table) => `select run_id, iteration from ${table} where iteration <> ''`)
      .join(' union ');
    const numbered = tables
      .map(
        (table) => `update ${table} t set iteration = n.number::text from numbered n
                    where n.run_id = t.run_id and n.iteration = t.iteration;`,
      )
      .join('\n');
    await runner.query(
      acrossTenants(
        tables,
        `create temporary table numbered on commit drop as
           select run_id, iteration, row_number() over (partition by run_id order by iteration) as number
           from (${places}) p;
         ${numbered}`,
      ),
    );
    await runner.query(change('int', `case iteration when '' then 0 else iteration::int end`, '0'));
  }
}
