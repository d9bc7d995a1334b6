import { isMap, isScalar, visit, type Scalar, type YAMLMap } from 'yaml';
import { readDocument } from './yaml.js';

/** What a definition names that exists only where it is: a connection, or a rule that it calls. */
export interface Reference {
  kind: 'connection' | 'rule';
  /** The action or trigger that needs it. */
  uses: string;
  /** Undefined where no connection is named: the only one of the platform is meant. */
  written: string | undefined;
  line: number;
  /** Where in the text other words for it are to be put. */
  place: { from: number; to: number; before: string; after: string };
}

/** Values of people, in which nothing is a reference. */
const DATA = new Set(['with', 'vars', 'output']);

/**
 * Everything that a definition names of the place where it is, in the order of the text. It is looked for in the text, so
 * that it is found in a draft with problems too.
 *
 * @param calleeOf in which field of its input an action names the rule that it calls
 */
export function referencesIn(source: string, calleeOf: (action: string) => string | undefined): Reference[] {
  const read = readDocument(source);
  if (read === undefined) return [];
  const { document, lines } = read;
  const found: Reference[] = [];
  visit(document, {
    Pair: (_key, { key }) => (isScalar(key) && DATA.has(String(key.value)) ? visit.SKIP : undefined),
    Map(_key, map) {
      const uses = map.get('uses');
      if (typeof uses !== 'string') return;
      const line = lines.linePos(map.range?.[0] ?? 0).line;
      const connection = scalarAt(map, 'connection');
      const place = connection ? insteadOf(connection) : map.has('connection') ? undefined : besideUses(map, source);
      if (place) found.push({ kind: 'connection', uses, written: connection && String(connection.value), line, place });
      const field = calleeOf(uses);
      const input = map.get('with', true);
      const callee = field !== undefined && isMap(input) ? scalarAt(input, field) : undefined;
      if (!callee || String(callee.value).includes('${{')) return;
      const calls = insteadOf(callee);
      if (calls) found.push({ kind: 'rule', uses, written: String(callee.value), line, place: calls });
    },
  });
  return found;
}

/** The text with other words for some of its references; everything else of it stays as it was typed. */
export function withReferences(source: string, changes: readonly { place: Reference['place']; by: string }[]): string {
  return [...changes]
    .sort((a, b) => b.place.from - a.place.from)
    .reduce(
      (text, { place: { from, to, before, after }, by }) =>
        `${text.slice(0, from)}${before}${quoted(by)}${after}${text.slice(to)}`,
      source,
    );
}

/** The text with another name of the rule; undefined where the name cannot be found in it. */
export function withName(source: string, name: string): string | undefined {
  const document = readDocument(source)?.document;
  const contents = document?.errors.length === 0 ? document.contents : undefined;
  const place = isMap(contents) ? insteadOf(scalarAt(contents, 'name')) : undefined;
  return place && withReferences(source, [{ place, by: name }]);
}

function scalarAt(map: YAMLMap, key: string): Scalar | undefined {
  const node = map.get(key, true);
  return isScalar(node) && typeof node.value === 'string' ? node : undefined;
}

function insteadOf(node: Scalar | undefined): Reference['place'] | undefined {
  if (!node?.range) return undefined;
  const [from, to] = node.range;
  // A block of text ends with its line.
  const after = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' ? '\n' : '';
  return { from, to, before: '', after };
}

/** A field of its own before `uses`, in the way in which that one is written. */
function besideUses(map: YAMLMap, source: string): Reference['place'] | undefined {
  const key = map.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === 'uses');
  if (!isScalar(key) || !key.range) return undefined;
  const [from] = key.range;
  const column = from - (source.lastIndexOf('\n', from - 1) + 1);
  return { from, to: from, before: 'connection: ', after: map.flow === true ? ', ' : `\n${' '.repeat(column)}` };
}

/** As YAML reads it in a line of its own and between brackets. */
function quoted(text: string): string {
  return /^[\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd]*$/u.test(text)
    ? `'${text.replaceAll("'", "''")}'`
    : JSON.stringify(text);
}
