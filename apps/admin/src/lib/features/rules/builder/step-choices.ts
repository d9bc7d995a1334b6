import { STEP_DISPLAYS } from '@jarvis/steps/display';
import { formOf } from '@jarvis/steps/form';
import type { Action, Connection } from '#lib/api/types.ts';

/** Something that can be put into a rule: a kind of step, or an action of a platform. */
export interface StepChoice {
  key: string;
  kind: string;
  /** The action, where it is one. */
  uses?: string;
  title: string;
  about: string;
  /** Heading that it stands under. */
  group: string;
  /** The platform that draws it, or the path of its own icon. */
  platform?: string;
  icon?: string;
  risk?: Action['baseRisk'];
  /** It acts through an account, and there is none. */
  unconnected?: true;
  /** What is searched, the words of the title first. */
  words: { title: readonly string[]; rest: readonly string[] };
}

export interface Offered {
  group: string;
  choices: StepChoice[];
}

const STEPS = 'Steps';
const RECENT = 'Used last';
/** Rows that are drawn; who needs another types a word of it. */
export const MOST_SHOWN = 80;

/** What people write around what they want. */
const FILLING = new Set('a an and for i in it me my of on or so that the to want with'.split(' '));

/** Everything there is, once for a page. */
export function choicesOf(
  actions: readonly Action[],
  connections: readonly Connection[],
  platformName: (platform: string) => string,
): StepChoice[] {
  const connected = new Set(connections.map(({ platform }) => platform));
  const kinds = Object.entries(STEP_DISPLAYS).map(([kind, { label, icon }]) => {
    const { wants = '' } = formOf(kind);
    return {
      key: kind,
      kind,
      title: label,
      about: wants,
      group: STEPS,
      icon,
      words: { title: wordsOf(label), rest: wordsOf(wants) },
    };
  });
  const ofPlatforms = actions.map((action): StepChoice => {
    const { id, platform, title, description, baseRisk } = action;
    const group = platformName(platform);
    return {
      key: id,
      kind: 'action',
      uses: id,
      title,
      about: description,
      group,
      platform,
      risk: baseRisk,
      ...(action.connection === 'required' && !connected.has(platform) ? { unconnected: true as const } : {}),
      words: { title: wordsOf(`${title} ${group}`), rest: wordsOf(`${id} ${description}`) },
    };
  });
  const sorted = [...ofPlatforms].sort((one, other) => one.group.localeCompare(other.group));
  return [...kinds, ...sorted];
}

/** What fits the words, under its headings; without words all of it, what was used last at the top. */
export function offer(
  choices: readonly StepChoice[],
  { words, recent }: { words: string; recent: readonly string[] },
): { offered: Offered[]; left: number } {
  const sought = wordsOf(words).filter((word) => !FILLING.has(word));
  const found = sought.length === 0 ? withRecent(choices, recent) : ranked(choices, sought);
  const shown = found.slice(0, MOST_SHOWN);
  const offered = [...Map.groupBy(shown, ({ group }) => group)].map(([group, all]) => ({ group, choices: all }));
  return { offered, left: found.length - shown.length };
}

function withRecent(choices: readonly StepChoice[], recent: readonly string[]): StepChoice[] {
  const last = recent.flatMap((key) => choices.find((choice) => choice.key === key) ?? []);
  return [...last.map((choice) => ({ ...choice, key: `last ${choice.key}`, group: RECENT })), ...choices];
}

/** Those with every word; a word of the title counts before one of the description. The best one's group comes first. */
function ranked(choices: readonly StepChoice[], sought: readonly string[]): StepChoice[] {
  return choices
    .flatMap((choice) => {
      const score = scoreOf(choice.words, sought);
      return score === 0 ? [] : [{ choice, score }];
    })
    .sort((one, other) => other.score - one.score)
    .map(({ choice }) => choice);
}

function scoreOf({ title, rest }: StepChoice['words'], sought: readonly string[]): number {
  let score = 0;
  for (const word of sought) {
    const place = title.findIndex((one) => one.startsWith(word));
    if (place !== -1) score += place === 0 ? 4 : 3;
    else if (rest.some((one) => one.startsWith(word))) score += 1;
    else return 0;
  }
  // What is called exactly so comes before what is called so and more.
  return sought.length === title.length ? score + 1 : score;
}

function wordsOf(written: string): string[] {
  return written.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
