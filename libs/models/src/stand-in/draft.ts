import { createHash } from 'node:crypto';
import { postLength } from './post-length.js';
import type { IssueFacts } from './read-prompt.js';

/** What the pretended model has to say about an issue. */
export interface Draft {
  text: string;
  headline: string;
  reasoning: string;
  confidence: number;
}

/** Safely within a post. */
const DEFAULT_LIMIT = 270;
/** With less room than this for words, the link is left out. */
const MIN_WORDS = 60;

/** Openings by what kind of work a title names; the first that fits, then one of them by the title's hash. */
const OPENINGS: ReadonlyArray<readonly [pattern: RegExp, openings: readonly string[]]> = [
  [
    /spell|typo|wording|readme|docs?\b|documentation/i,
    ['Small fix, tidier docs', 'Better reading', 'Docs polished', 'Tidied up'],
  ],
  [
    /bug|fix|error|crash|fail|broken|wrong|regress|leak|race/i,
    ['Fixed', 'One bug less', 'Fixed and closed', 'Sorted out'],
  ],
  [/slow|perf|speed|latency|memory|faster/i, ['Faster now', 'Speed work landed', 'Quicker than yesterday', 'Tuned']],
  [
    /add|support|feature|allow|introduc|implement|new\b/i,
    ['Shipped', 'New and ready to use', 'Just landed', 'Now available'],
  ],
  [/./, ['Done', 'Completed', 'Just finished', 'Ready']],
];
const THANKS = [
  'Thanks to everyone who reported and reviewed it.',
  'Thank you to all who helped along the way.',
  'Thanks for the reports and the patience!',
  'Thanks to all who took part in the discussion.',
  'A thank-you to the people behind it!',
];

/**
 * Writes a post about a closed issue, never longer than `limit`: always the same for the same facts and variant.
 * `variant` counts how often the same was asked before; forty of them differ.
 */
export function writeDraft(
  facts: IssueFacts,
  { variant = 0, limit = DEFAULT_LIMIT }: { variant?: number; limit?: number } = {},
): Draft {
  const seed = createHash('sha256').update(JSON.stringify(facts)).digest();
  const openings = OPENINGS.find(([pattern]) => pattern.test(facts.title))?.[1] ?? ['Done'];
  const opening = pick(openings, (seed[0] ?? 0) + variant);
  const thanks = pick(THANKS, (seed[1] ?? 0) + Math.floor(variant / openings.length));
  const turned = Math.floor(variant / (openings.length * THANKS.length)) % 2 === 1;
  const project = facts.repository?.split('/').at(-1);
  const where = project ? ` in ${project}` : '';
  const headline = turned ? `${facts.title}: ${opening.toLowerCase()}${where}` : `${opening}${where}: ${facts.title}`;
  const sentence = `${headline}${/[.!?]$/.test(headline) ? '' : '.'}`;
  const most = Math.min(limit, DEFAULT_LIMIT);
  const link = facts.url && most - facts.url.length > MIN_WORDS ? ` ${facts.url}` : '';
  const room = most - link.length;
  const full = `${sentence} ${thanks}`;
  const words = sizeOf(full) <= room ? full : shorten(room > MIN_WORDS ? sentence : facts.title, room);
  const text = words + link;
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

/** The stricter of two counts: a schema's `maxLength` and X's. */
const sizeOf = (text: string) => Math.max(text.length, postLength(text));

function shorten(text: string, limit: number): string {
  if (sizeOf(text) <= limit) return text;
  let kept = '';
  for (const character of text) {
    // The ellipsis counts two.
    if (sizeOf(kept + character) > limit - 2) break;
    kept += character;
  }
  // Back to the last whole word, where there are words.
  const lastSpace = kept.lastIndexOf(' ');
  return `${lastSpace > limit / 2 ? kept.slice(0, lastSpace) : kept}…`;
}

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? '';
