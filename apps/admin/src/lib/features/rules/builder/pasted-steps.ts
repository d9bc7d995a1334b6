import { displayOf } from '@jarvis/steps/display';
import { Document, isMap, isNode, isSeq, parseDocument, visit, YAMLSeq } from 'yaml';
import { flatten, freeId, readSteps } from '../../../components/flow/steps.js';
import { renameReferences } from './rename-references.js';
import { change, PARSE, readRule, setField, WRITE } from './rule-text.js';
import { claimComment, openList, type Place, type Stretch } from './step-text.js';

/** Longest text that is looked at. */
const MAX_TEXT = 262_144;
/** As many as one list can have. */
const MAX_STEPS = 200;

/** Steps of a rule as YAML text of their own: a list, with the comments above them. */
export function copySteps(text: string, { list, index, count }: Stretch, { comments = true } = {}): string {
  const steps = parseDocument(text, PARSE).getIn(list, true);
  if (!isSeq(steps)) return '';
  claimComment(steps);
  const copy = new Document();
  const items = steps.items.slice(index, index + count).flatMap((item) => (isNode(item) ? [item.clone()] : []));
  const [first] = items;
  if (first) first.spaceBefore = false;
  if (!comments) for (const item of items) delete item.commentBefore;
  const sequence = new YAMLSeq();
  sequence.items.push(...items);
  copy.contents = sequence;
  return copy.toString(WRITE);
}

/** What somebody copied, as a list of steps; or why it is none, in words. */
export function readCopied(text: string): { steps: YAMLSeq } | { why: string } {
  if (text.trim() === '') return { why: 'There is nothing to paste.' };
  if (text.length > MAX_TEXT) return { why: 'What was copied is too long to be steps.' };
  const document = parseDocument(text, PARSE);
  const [error] = document.errors;
  if (error) return { why: `What was copied cannot be read as YAML: ${error.message.split('\n')[0] ?? ''}` };
  const { contents } = document;
  const whole = isMap(contents) ? contents.get('steps', true) : undefined;
  const steps = isSeq(contents)
    ? contents
    : isSeq(whole)
      ? whole
      : isMap(contents)
        ? document.createNode([contents])
        : null;
  if (!isSeq(steps) || steps.items.length === 0) return { why: 'What was copied is text, and no step.' };
  if (steps.items.length > MAX_STEPS) return { why: `More than ${MAX_STEPS} steps cannot be pasted at once.` };
  for (const item of steps.items) {
    const kind: unknown = isMap(item) ? item.get('kind') : undefined;
    if (typeof kind !== 'string') return { why: 'What was copied is no list of steps: each has a “kind”.' };
    if (!displayOf(kind)) return { why: `There is no kind of step “${kind}”.` };
  }
  if (hasAlias(steps)) return { why: 'What was copied refers to another place with “*”, which cannot be followed.' };
  claimComment(steps);
  return { steps };
}

function hasAlias(steps: YAMLSeq): boolean {
  let found = 0;
  visit(steps, { Alias: () => void (found += 1) });
  return found > 0;
}

/**
 * Puts copied steps into a list. Ids that are taken become others, and what the copied steps say of each other follows;
 * what they say of other steps stays.
 */
export function pasteSteps(text: string, { list, index }: Place, copied: YAMLSeq): string {
  const ids = new Set(flatten(readSteps(readRule(text).definition?.['steps'], ['steps'])).map(({ id }) => id));
  const renamed = parseDocument(withFreeIds(copied, ids), PARSE).get('steps', true);
  if (!isSeq(renamed)) return text;
  return change(text, (document) => {
    const steps = openList(document, list);
    if (!steps) return;
    renamed.items.forEach((item, at) => {
      if (isNode(item)) item.spaceBefore = index + at > 0;
    });
    steps.items.splice(index, 0, ...renamed.items);
    const next = steps.items[index + renamed.items.length];
    if (isNode(next)) next.spaceBefore = true;
  });
}

/** As a text of its own, so that only what was copied is renamed. */
function withFreeIds(copied: YAMLSeq, taken: Set<string>): string {
  let text = change('', (document) => document.set('steps', copied));
  const steps = flatten(readSteps(readRule(text).definition?.['steps'], ['steps']));
  const own = new Set(steps.map(({ id }) => id));
  const seen = new Set<string>();
  for (const { id, path } of steps) {
    if (id !== '' && !taken.has(id) && !seen.has(id)) {
      seen.add(id);
      continue;
    }
    const free = freeId(id || 'step', new Set([...taken, ...own, ...seen]));
    text = setField(text, [...path, 'id'], free);
    // Of two with one id the first is meant.
    if (id !== '' && !seen.has(id)) text = renameReferences(text, id, free);
    seen.add(id).add(free);
  }
  return text;
}
