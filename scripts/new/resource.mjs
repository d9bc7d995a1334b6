import { inAdmin } from './resource/admin.mjs';
import { inApi } from './resource/api.mjs';
import { inDatabase } from './resource/database.mjs';
import { namesOf } from './resource/names.mjs';
import { inTests } from './resource/spec.mjs';

/** What people make, list, change and delete: table, folder of the API, live event, page of the admin, and tests. */
export function plan(name) {
  const names = namesOf(name);
  const parts = [inDatabase(names), inApi(names), inAdmin(names), inTests(names)];
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
      {
        path: 'apps/admin/.svelte-kit/types',
        command: ['npm', 'run', '--silent', 'sync', '--workspace=@jarvis/admin'],
      },
    ],
    next: [
      `say what ${names.word} means and what it holds: the migration, the entity and ${folder}/${name}.schemas.ts`,
      `choose the icon of its page (features/shell/navigation.ts of the admin) and say in its +page.svelte what it is for`,
      `see it work: npm test -- integration apps/api/test/${name}, npm test -- unit ${name}, npm start`,
      'after a change of the schemas: npm run openapi -w @jarvis/api, then npm run api:generate -w @jarvis/admin',
      'docs/architecture.md says what belongs where',
    ],
  };
}
