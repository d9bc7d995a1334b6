import { createHash } from 'node:crypto';
import type { IssueFacts } from './read-prompt.js';

/** What the pretended model has to say about an issue. */
export interface Draft {
  text: string;
  headline: string;
  reasoning: string;
  confidence: number;
}

/** An address counts 23 on X whatever its length. */
const LINK_LENGTH = 24;
const DEFAULT_LIMIT = 270;

/** Openings by what kind of work a title names; the first that fits, then one of them by the title's hash. */
const OPENINGS: ReadonlyArray<readonly [pattern: RegExp, openings: readonly string[]]> = [
  [
    /spell|typo|wording|readme|docs?\b|documentation/i,
    ['Small fix, tidier docs', 'The docs read better today', 'Docs polished'],
  ],
  [/bug|fix|error|crash|fail|broken|wrong|regress|leak|race/i, ['Fixed', 'One bug less', 'Fixed and closed']],
  [/slow|perf|speed|latency|memory|faster/i, ['Faster now', 'Performance work landed', 'Quicker than yesterday']],
  [/add|support|feature|allow|introduc|implement|new\b/i, ['Shipped', 'New and ready to use', 'Just landed']],
  [/./, ['Done', 'Closed as completed', 'Just finished']],
];
const THANKS = [
  'Thanks to everyone who reported and reviewed it.',
  'Thank you to all who helped along the way.',
  'Thanks for the reports and the patience!',
];

/** Writes a post about a closed issue: always the same for the same facts, never longer than `limit`. */
export function writeDraft(facts: IssueFacts, limit = DEFAULT_LIMIT): Draft {
  const seed = createHash('sha256').update(JSON.stringify(facts)).digest();
  const project = facts.repository?.split('/').at(-1);
  const opening = pick(OPENINGS.find(([pattern]) => pattern.test(facts.title))?.[1] ?? ['Done'], seed[0]);
  const headline = `${opening}${project ? ` in ${project}` : ''}: ${facts.title}`;
  const sentence = `${headline}${/[.!?]$/.test(headline) ? '' : '.'}`;
  const thanks = pick(THANKS, seed[1]);
  const room = Math.min(limit, DEFAULT_LIMIT) - (facts.url ? LINK_LENGTH : 0);
  const words = `${sentence} ${thanks}`.length <= room ? `${sentence} ${thanks}` : shorten(sentence, room);
  const text = facts.url ? `${words} ${facts.url}` : words;
  return {
    text,
    headline: shorten(headline, 100),
    reasoning: explain(facts),
    confidence: confidenceIn(facts),
  };
}

function explain({ repository, number, url, body }: IssueFacts): string {
  const subject = [number ? `Issue #${number}` : 'The issue', repository ? `in ${repository}` : '']
    .filter(Boolean)
    .join(' ');
  const source = body
    ? 'its title and description say what changed for users'
    : 'only its title says what changed, so the post stays close to it';
  return `${subject} was closed as completed, and ${source}. The post names the result first, thanks the people involved${url ? ' and links to the discussion' : ''}; it makes no claim the issue does not support.`;
}

/** The more the prompt told, the surer. */
function confidenceIn({ repository, number, url, body }: IssueFacts): number {
  const known = [repository, number, url, body].filter((fact) => fact !== undefined).length;
  return Math.round((0.62 + known * 0.08) * 100) / 100;
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(limit - 1, 1)).replace(/\s+\S*$/, '')}…`;
}

const pick = (list: readonly string[], byte = 0): string => list[byte % list.length] ?? '';
