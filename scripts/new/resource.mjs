import { inApi } from './resource/api.mjs';
import { inDatabase } from './resource/database.mjs';
import { namesOf } from './resource/names.mjs';
import { inTests } from './resource/spec.mjs';

/** What people make, list, change and delete: table, folder of the API, live event and test. */
export function plan(name) {
  const names = namesOf(name);
  // Its page in the admin, a list that keeps itself up to date, is a part of its own beside these.
  const parts = [inDatabase(names), inApi(names), inTests(names)];
  const folder = `apps/api/src/${name}`;
  return {
    files: Object.assign({}, ...parts.map(({ files }) => files)),
    changes: parts.flatMap(({ changes }) => changes),
    // The document first: the admin's client is made from it.
    generated: [
      { path: 'apps/api/openapi.json', command: ['npm', 'run', '--silent', 'openapi', '--workspace=@jarvis/api'] },
      {
        path: 'apps/admin/src/lib/api/generated',
        command: ['npm', 'run', '--silent', 'api:generate', '--workspace=@jarvis/admin'],
      },
    ],
    next: [
      `say what ${names.word} means and what it holds: the migration, the entity and ${folder}/${name}.schemas.ts`,
      `see it work: npm test -- integration apps/api/test/${name}`,
      'after a change of the schemas: npm run openapi -w @jarvis/api, then npm run api:generate -w @jarvis/admin',
      'docs/architecture.md says what belongs where',
    ],
  };
}
