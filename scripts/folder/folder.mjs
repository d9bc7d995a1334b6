// The files of rules in a folder, and what they were when they were last the same as in Jarvis.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, win32 } from 'node:path';
import { Problem } from '../lib/words.mjs';

const FILE = /\.ya?ml$/i;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As the API names them: such a name leads nowhere else. */
const SAFE = /^[a-z0-9][a-z0-9-]*\.yaml$/;

export class Folder {
  #path;
  #state;
  /** By the name of the file: `{ id, fingerprint, sha256 }`. It belongs into git with the files. */
  rules;

  constructor(path, state, rules) {
    this.#path = path;
    this.#state = state;
    this.rules = rules;
  }

  /** One folder can be pushed to several observatories: each has a state of its own. */
  static open(path, { id }) {
    if (!UUID.test(id)) throw new Problem('The API named no observatory. Check JARVIS_URL.');
    const state = join(path, '.jarvis', `${id}.json`);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false)
      throw new Problem(`${path} is a file. Name a folder.`);
    return new Folder(path, state, readState(state));
  }

  /** Names and texts of the files, in order. */
  read() {
    if (!statSync(this.#path, { throwIfNoEntry: false })) return [];
    return readdirSync(this.#path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && FILE.test(entry.name))
      .map(({ name }) => ({ file: name, text: readFileSync(join(this.#path, name), 'utf8') }))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** A name for the file of a rule that has none yet. */
  freeName(wanted, taken) {
    const name = SAFE.test(wanted) ? wanted : 'rule.yaml';
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? name : name.replace(/\.yaml$/, `-${number}.yaml`);
      if (!taken.has(candidate.toLowerCase())) return candidate;
    }
  }

  write(file, text) {
    mkdirSync(this.#path, { recursive: true });
    writeWhole(join(this.#path, file), text);
  }

  remove(file) {
    rmSync(join(this.#path, file), { force: true });
  }

  remember(file, { id, fingerprint, text }) {
    this.rules[file] = { id, fingerprint, sha256: hashOf(text) };
  }

  forget(file) {
    delete this.rules[file];
  }

  save() {
    mkdirSync(join(this.#path, '.jarvis'), { recursive: true });
    const rules = Object.fromEntries(Object.entries(this.rules).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeWhole(this.#state, `${JSON.stringify({ rules }, null, 2)}\n`);
  }
}

export function hashOf(text) {
  return createHash('sha256').update(text).digest('hex');
}

function readState(path) {
  const text = statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : '{"rules":{}}';
  const rules = rulesIn(text);
  if (rules === undefined)
    throw new Problem(
      `${path} cannot be read. Bring back the one from git, or remove it and pull into an empty folder.`,
    );
  const elsewhere = Object.keys(rules).find((file) => !isOurs(file));
  if (elsewhere !== undefined)
    throw new Problem(
      `${path} names “${elsewhere}”, which is no YAML file of this folder. Bring back the one from git, or remove that line.`,
    );
  return rules;
}

function rulesIn(text) {
  try {
    return { ...JSON.parse(text).rules };
  } catch {
    return undefined;
  }
}

/** What is written in git may lead anywhere, and files of these names are written and removed. */
const isOurs = (file) => basename(file) === file && win32.basename(file) === file && FILE.test(file);

/** A reader sees the file of before or all of the new one. */
function writeWhole(path, text) {
  const beside = `${path}.${randomUUID()}.tmp`;
  writeFileSync(beside, text);
  renameSync(beside, path);
}
