import { describe, expect, it } from '@jest/globals';
import type { Action, Connection } from '#lib/api/types.ts';
import { choicesOf, MOST_SHOWN, offer } from './step-choices.js';

const action = (id: string, title: string, more: Partial<Action> = {}): Action => ({
  id,
  platform: id.split('.')[0] ?? '',
  title,
  description: '',
  effect: 'write',
  canRead: false,
  baseRisk: 'low',
  connection: 'required',
  sensitive: [],
  inputSchema: {},
  outputSchema: {},
  ...more,
});
const actions = [
  action('gmail.send-email', 'Send an e-mail', { description: 'To one person or several.' }),
  action('gmail.search-emails', 'Search e-mails', { baseRisk: 'low' }),
  action('core.log', 'Write to the activity feed', { connection: 'none' }),
];
const choices = choicesOf(actions, [{ platform: 'core' } as Connection], (platform) => platform);
const titles = (words: string, recent: string[] = []) =>
  offer(choices, { words, recent }).offered.map(({ group, choices }) => [group, choices.map(({ title }) => title)]);

describe('what can be put into a rule', () => {
  it('is every kind and every action, under their headings, what was used last on top', () => {
    expect(titles('', ['core.log', 'gone']).slice(0, 1)).toEqual([['Used last', ['Write to the activity feed']]]);
    expect(titles('').map(([group]) => group)).toEqual(['Steps', 'core', 'gmail']);
    expect(choices.map(({ key, unconnected }) => [key, unconnected]).slice(-3)).toEqual([
      ['core.log', undefined],
      ['gmail.send-email', true],
      ['gmail.search-emails', true],
    ]);
  });

  it.each([
    ['send dog', []],
    ['wait', ['Wait', 'Wait for an event']],
    ['send e-mail', ['Send an e-mail']],
    ['I want to send an e-mail', ['Send an e-mail']],
    ['gmail', ['Send an e-mail', 'Search e-mails']],
    ['i want to pause', ['Wait']],
    ['loop', ['For each']],
    ['if', ['Branch']],
    ['several', ['Parallel', 'Send an e-mail']],
  ])('is found by what is wanted: %s', (words, found) => {
    expect(titles(words).flatMap(([, all]) => all)).toEqual(found);
  });

  it('draws no more rows than anybody reads, and says how many there are besides', () => {
    const many = Array.from({ length: 800 }, (_, at) =>
      action(`p${String(at % 40)}.do-${String(at)}`, `Do thing ${String(at)}`),
    );
    const all = choicesOf(many, [], (platform) => platform);
    const { offered, left } = offer(all, { words: 'do thing', recent: [] });
    expect(offered.flatMap((one) => one.choices)).toHaveLength(MOST_SHOWN);
    // “At the same time do things”: a kind is found, too.
    expect(left).toBe(801 - MOST_SHOWN);
    expect(offer(all, { words: 'thing 777', recent: [] }).offered).toMatchObject([
      { choices: [{ title: 'Do thing 777' }] },
    ]);
  });
});
