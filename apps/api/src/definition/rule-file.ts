import { sameAccountName, type CompilerConnection, type CompilerRegistry } from '@jarvis/compiler';
import {
  locatorOf,
  readRuleFile,
  referencesIn,
  withName,
  withReferences,
  writeRuleFile,
  type FileNeeds,
  type FileProblem,
  type Problem,
  type Reference,
  type RuleFile,
} from '@jarvis/rules';
import { checkDefinition, type Checked, type CheckTask } from './check-definition.js';

/** A rule of the observatory. */
interface NamedRule {
  id: string;
  name: string;
}

/** What is there to be named, of one observatory. */
interface Around {
  connections: readonly CompilerConnection[];
  rules: readonly NamedRule[];
}

export type FileTask =
  | { do: 'write'; file: Omit<RuleFile, 'needs'>; around: Around }
  | { do: 'rename'; source: string; name: string }
  | { do: 'read'; text: string; around: Around; chosen: Chosen; checkWith: Omit<CheckTask, 'definition' | 'source'> };

/** Which connection, or rule, somebody wants for a need, by its key. */
export interface Chosen {
  connections: Readonly<Record<string, string>>;
  rules: Readonly<Record<string, string>>;
  /** Of several that fit, one of these is meant: the rule that is replaced works with them. */
  usual: readonly string[];
}

/** Something that a definition names, and what here can be meant by it. */
interface Need {
  key: string;
  kind: Reference['kind'];
  /** Of a connection. */
  platform: string | null;
  /** The account, or the rule, as the file names it; null for the only one of the platform. */
  named: string | null;
  /** The actions and triggers that need it. */
  usedBy: string[];
  candidates: { id: string; name: string }[];
  /** Null while somebody has to choose, or to make one. */
  chosen: string | null;
}

export interface ReadFile extends RuleFile {
  wants: Need[];
  checked: Checked;
  problems: (Problem & Pick<FileProblem, 'line' | 'column'>)[];
}

interface Results {
  write: { text: string };
  rename: { source: string | undefined };
  read: ReadFile | { refused: FileProblem[] };
}
export type FileResult<Do extends FileTask['do'] = FileTask['do']> = Results[Do];

/** Pure; it runs in the thread that compiles definitions, for a text may be anything. */
export function handleFile(task: FileTask, registry: CompilerRegistry): FileResult {
  switch (task.do) {
    case 'write':
      return { text: write(task, registry) };
    case 'rename':
      return { source: withName(task.source, task.name) };
    case 'read':
      return read(task, registry);
  }
}

/** Ids become the names of accounts and rules. */
function write({ file, around }: Extract<FileTask, { do: 'write' }>, registry: CompilerRegistry): string {
  const needs = { connections: [] as NonNullable<FileNeeds['connections']>, rules: [] as string[] };
  const changes = referencesIn(file.source, calleeOf(registry)).flatMap(({ kind, uses, written, place }) => {
    if (kind === 'rule') {
      const called = around.rules.find(({ id }) => id === written?.toLowerCase());
      needs.rules.push(called?.name ?? written ?? '');
      return called ? [{ place, by: called.name }] : [];
    }
    const platform = platformOf(uses);
    if (written === undefined && !needsConnection(uses, registry)) return [];
    const [first, ...others] = fitting(written, candidatesOf(platform, around));
    const account = first && others.length === 0 ? (first.accountName ?? undefined) : undefined;
    const isId = first?.id === written;
    needs.connections.push({ platform, account: account ?? (isId ? undefined : written) });
    return isId ? [{ place, by: account ?? platform }] : [];
  });
  return writeRuleFile({
    ...file,
    source: withReferences(file.source, changes),
    needs: { connections: unique(needs.connections), rules: unique(needs.rules) },
  });
}

function read({ text, around, chosen, checkWith }: Extract<FileTask, { do: 'read' }>, registry: CompilerRegistry) {
  const file = readRuleFile(text);
  if ('problems' in file) return { refused: file.problems };
  const wants = new Map<string, Need>();
  const changes = referencesIn(file.source, calleeOf(registry)).flatMap((reference) => {
    const { kind, uses, written, place } = reference;
    if (kind === 'connection' && written === undefined && !needsConnection(uses, registry)) return [];
    const key = keyOf(reference);
    const need = wants.get(key) ?? needOf(reference, { key, around, chosen });
    wants.set(key, need);
    if (!need.usedBy.includes(uses)) need.usedBy.push(uses);
    const by = need.chosen === null ? undefined : wordsFor(need, written);
    return by === undefined ? [] : [{ place, by }];
  });
  const source = withReferences(file.source, changes);
  const checked = checkDefinition(
    { ...checkWith, source, sampleEvent: file.sampleEvent ?? checkWith.sampleEvent },
    registry,
  );
  const locate = locatorOf(file.source);
  const problems = checked.problems.map((problem) => ({ ...problem, ...locate?.(problem.path) }));
  return { ...file, source, wants: [...wants.values()], checked, problems };
}

function needOf(
  { kind, uses, written }: Reference,
  { key, around, chosen }: { key: string; around: Around; chosen: Chosen },
): Need {
  if (kind === 'rule') {
    const fit = around.rules.filter(({ id, name }) => id === written?.toLowerCase() || name === written);
    const picked = around.rules.find(({ id }) => id === chosen.rules[key]) ?? (fit.length === 1 ? fit[0] : undefined);
    const candidates = fit.length > 1 ? fit : [...around.rules];
    return { key, kind, platform: null, named: written ?? null, usedBy: [], candidates, chosen: picked?.id ?? null };
  }
  const platform = platformOf(uses);
  const candidates = candidatesOf(platform, around);
  const fit = fitting(written, candidates);
  const usual = fit.filter(({ id }) => chosen.usual.includes(id));
  const picked =
    candidates.find(({ id }) => id === chosen.connections[key]) ??
    (fit.length === 1 ? fit[0] : usual.length === 1 ? usual[0] : undefined);
  return {
    key,
    kind,
    platform,
    named: written ?? null,
    usedBy: [],
    candidates: candidates.map(({ id, accountName }) => ({ id, name: accountName ?? id })),
    chosen: picked?.id ?? null,
  };
}

/** What is written in the definition for a choice; undefined where what is written there already means it. */
function wordsFor({ kind, named, candidates, chosen }: Need, written: string | undefined): string | undefined {
  if (kind === 'rule') return chosen === written?.toLowerCase() ? undefined : (chosen ?? undefined);
  const accounts = candidates.map(({ id, name }) => ({ id, accountName: name }));
  const means = fitting(named ?? undefined, accounts);
  if (means.length === 1 && means[0]?.id === chosen) return undefined;
  const name = candidates.find(({ id }) => id === chosen)?.name;
  return name !== undefined && fitting(name, accounts).length === 1 ? name : (chosen ?? undefined);
}

function fitting<T extends Pick<CompilerConnection, 'id' | 'accountName'>>(
  written: string | undefined,
  candidates: readonly T[],
): T[] {
  if (written === undefined) return [...candidates];
  const byId = candidates.find(({ id }) => id === written);
  if (byId) return [byId];
  return candidates.filter(({ accountName }) => accountName !== null && sameAccountName(accountName, written));
}

const keyOf = ({ kind, uses, written }: Reference) =>
  kind === 'rule' ? (written ?? '') : `${platformOf(uses)}/${written ?? ''}`;
const platformOf = (uses: string) => uses.split('.', 1)[0] ?? uses;
const candidatesOf = (platform: string, { connections }: Around) =>
  connections.filter((connection) => connection.platform === platform);
const calleeOf = (registry: CompilerRegistry) => (action: string) => registry.getAction(action)?.callee;

function needsConnection(uses: string, registry: CompilerRegistry): boolean {
  return (registry.getAction(uses)?.connection ?? (registry.getTrigger(uses) ? 'required' : 'none')) === 'required';
}

function unique<T>(items: readonly T[]): T[] | undefined {
  const texts = new Map(items.map((item) => [JSON.stringify(item), item]));
  return texts.size === 0 ? undefined : [...texts.values()];
}
