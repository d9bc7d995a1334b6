import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../lib/files.mjs';
import { addEntry, addImport } from '../edits.mjs';
import { first } from './names.mjs';

const folder = 'libs/database/src';

/** The table as a migration of its own after all others, and the entity that reads it. */
export function inDatabase({ many, one, Many, One, table, words, word }) {
  const stamp = nextStamp();
  const migration = `${Many}${stamp}`;
  return {
    files: {
      [`${folder}/migrations/${stamp}-${many}.ts`]: `import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepsUpdatedAt, tenantTable } from './kit/tenant-table.js';

const table = \`
  create table ${table} (
    id uuid primary key default uuidv7(),
    observatory_id uuid not null references observatories (id) on delete cascade,
    name text not null,
    description text,
    deleted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );
  create index ${table}_newest on ${table} (observatory_id, created_at desc, id desc) where deleted_at is null;
\`;

/** ${first(words)} of an observatory. */
export class ${migration} implements MigrationInterface {
  name = '${migration}';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(tenantTable('${table}', { app: 'select, insert, update' }));
    await runner.query(keepsUpdatedAt('${table}'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ${table}');
  }
}
`,
      [`${folder}/entities/${one}.entity.ts`]: `import { Column, Entity } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalText, time } from './columns.js';

/** What ${word} means here, in a sentence. */
@Entity('${table}')
export class ${One} extends TenantRow {
  @Column({ type: 'text' })
  name!: string;

  @Column(optionalText)
  description!: string | null;

  /** Kept, so that lists elsewhere learn that it is gone. */
  @Column(time)
  deletedAt!: Date | null;
}
`,
    },
    changes: [
      {
        path: `${folder}/migrations/index.ts`,
        edits: [
          addImport(`import { ${migration} } from './${stamp}-${many}.js';`, /from '\.\/\d/),
          addEntry(`, ${migration}`, { start: 'migrations = [', end: ']' }),
        ],
      },
      {
        path: `${folder}/entities/index.ts`,
        edits: [addImport(`export { ${One} } from './${one}.entity.js';`, /from '\.\//)],
      },
    ],
  };
}

/** Later than every migration there is. */
function nextStamp() {
  const stamps = readdirSync(join(repository, folder, 'migrations')).map((name) => Number.parseInt(name, 10) || 0);
  return Math.max(...stamps) + 100_000;
}
