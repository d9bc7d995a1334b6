import { ApiError } from './api.mjs';
import { hashOf } from './folder.mjs';

/** Writes each rule into its file. What was changed here since the last pull is left as it is. */
export async function pull(api, folder, { force, prune }) {
  const local = new Map(folder.read().map(({ file, text }) => [file, text]));
  const taken = new Set([...local.keys(), ...Object.keys(folder.rules)].map((file) => file.toLowerCase()));
  const fileOf = new Map(Object.entries(folder.rules).map(([file, { id }]) => [id, file]));
  const files = [];
  const rules = await api.all('/rules');
  for (const { id, name } of rules.reverse()) {
    const exported = await exportOf(api, id);
    // Deleted while the others were read.
    if (exported === undefined) continue;
    const { fileName, text, fingerprint } = exported;
    const file = fileOf.get(id) ?? folder.freeName(fileName, taken);
    taken.add(file.toLowerCase());
    const here = local.get(file);
    const changed = here !== undefined && here !== text && hashOf(here) !== folder.rules[file]?.sha256;
    if (changed && !force) {
      files.push({
        file,
        name,
        did: 'conflict',
        why: 'It was changed here since the last pull. Push it, or pull with --force.',
      });
      continue;
    }
    if (here !== text) folder.write(file, text);
    folder.remember(file, { id, fingerprint, text });
    files.push({ file, name, did: here === text ? 'unchanged' : here === undefined ? 'added' : 'updated' });
  }
  files.push(...withoutRule(folder, { ids: new Set(rules.map(({ id }) => id)), local, prune }));
  folder.save();
  return { ok: files.every(({ did }) => did !== 'conflict'), files };
}

async function exportOf(api, id) {
  try {
    return await api.get(`/rules/${id}/export`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Files whose rules were deleted in Jarvis. */
function withoutRule(folder, { ids, local, prune }) {
  return Object.entries(folder.rules).flatMap(([file, { id, sha256 }]) => {
    const text = local.get(file);
    if (ids.has(id)) return [];
    if (text === undefined) {
      folder.forget(file);
      return [];
    }
    if (!prune || hashOf(text) !== sha256)
      return [
        { file, did: 'kept', why: 'Its rule was deleted in Jarvis. --prune removes the file, unless it was changed.' },
      ];
    folder.remove(file);
    folder.forget(file);
    return [{ file, did: 'removed' }];
  });
}
