import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repository } from '../lib/files.mjs';
import { Problem } from '../lib/words.mjs';

/** Names that a source file declares or imports at its top, each as often as it does. */
function declaredIn(text) {
  const imported = [...text.matchAll(/^ *import (?:type )?([^;'"]*?) from /gm)].flatMap(([, names]) =>
    names.split(/[{},]/).map((one) => one.trim().split(/\s+/).at(-1)),
  );
  const made = [...text.matchAll(/^(?:export )?(?:const|function|class|type|interface) (\w+)/gm)].map(
    ([, name]) => name,
  );
  return [...imported, ...made].filter((name) => name !== '');
}

/** A name that is there once more than before, although it was there already. */
function taken(before, after) {
  const [old, next] = [declaredIn(before), declaredIn(after)];
  const times = (names, name) => names.filter((one) => one === name).length;
  return old.find((name) => times(next, name) > times(old, name));
}

/** Adds a line to each list that names the kind; says so when a list is not where it was. */
function changed({ path, edits }) {
  const before = readFileSync(join(repository, path), 'utf8');
  let text = before;
  for (const edit of edits) {
    const next = edit(text);
    if (next === text) throw new Problem(`${path} is not as it was; scripts/new has to follow it.`);
    text = next;
  }
  const name = taken(before, text);
  if (name !== undefined)
    throw new Problem(`${path} has a ${name} already, so nothing was written. Choose another name.`);
  return text;
}

/** Every text as it will stand in its file. Nothing is written yet, so whatever is wrong with one leaves nothing behind. */
export async function textsOf({ files, changes }) {
  const existing = Object.keys(files).find((path) => existsSync(join(repository, path)));
  if (existing) throw new Problem(`${existing} is there already, so nothing was written.`);
  const texts = { ...files, ...Object.fromEntries(changes.map((change) => [change.path, changed(change)])) };
  const formatted = Object.entries(texts).map(async ([path, text]) => {
    const filepath = join(repository, path);
    return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })];
  });
  return Object.fromEntries(await Promise.all(formatted));
}

/** Writes all of them or none: what was written before one could not be is taken back. */
export function writeAll(texts) {
  const back = [];
  for (const [path, text] of Object.entries(texts)) {
    const target = join(repository, path);
    try {
      const folder = mkdirSync(dirname(target), { recursive: true });
      if (folder !== undefined) back.push(() => rmSync(folder, { recursive: true }));
      const before = existsSync(target) ? readFileSync(target) : undefined;
      back.push(() => (before === undefined ? rmSync(target, { force: true }) : writeFileSync(target, before)));
      writeFileSync(target, text);
    } catch (cause) {
      for (const undo of back.toReversed()) undo();
      throw new Problem(`${path} could not be written, so nothing was.`, { cause });
    }
  }
}
