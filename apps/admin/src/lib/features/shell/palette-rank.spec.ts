import { describe, expect, it } from '@jest/globals';
import { rankEntries, searchedRuns, type Findable } from './palette-rank.js';

const rule = (name: string, thing = ''): Findable[] => [
  { kind: 'rule', title: name, words: 'when github sends', thing },
  { kind: 'action', title: `Run “${name}” now…`, words: 'start' },
];
const entries: Findable[] = [
  { kind: 'action', title: 'Light theme' },
  { kind: 'action', title: 'Sign out', words: 'log out leave' },
  { kind: 'action', title: 'New rule', words: 'create' },
  ...rule('Announce completed issues', '01a215ad-f3b6-7da1-ba46-563a33aa0389'),
  ...rule('Run reports'),
  ...rule('Runs of the week'),
  ...rule('Tägliche Übersicht'),
  { kind: 'approval', title: 'Publish on X', words: 'Announce completed issues' },
  ...['Home', 'Rules', 'Runs', 'Approvals'].map((title): Findable => ({ kind: 'page', title })),
];
const found = (typed: string) => rankEntries(entries, typed).map(({ title }) => title);

describe('the best hit is first', () => {
  it.each([
    // The whole name, before names that begin so.
    ['runs', 'Runs'],
    ['run reports', 'Run reports'],
    ['new rule', 'New rule'],
    // A beginning, the rule before what is done with it.
    ['announce', 'Announce completed issues'],
    ['ann', 'Announce completed issues'],
    ['run ann', 'Run “Announce completed issues” now…'],
    // Words in any order, from the middle, without accents, with signs.
    ['issues announce', 'Announce completed issues'],
    ['completed', 'Announce completed issues'],
    ['ubersicht', 'Tägliche Übersicht'],
    ['“Announce', 'Announce completed issues'],
    ['log out', 'Sign out'],
    // Letters in this order, when nothing better matches; and ids by either end.
    ['ancom', 'Announce completed issues'],
    ['33aa0389', 'Announce completed issues'],
    ['01a215ad', 'Announce completed issues'],
  ])('%j finds %j', (typed, title) => {
    expect(found(typed)[0]).toBe(title);
  });

  it('keeps out what only shares letters', () => {
    expect(found('xq')).toEqual([]);
    expect(found('zebra')).toEqual([]);
    expect(found('sht')).toEqual([]);
  });

  it('shows all as they came before anything is typed', () => {
    expect(rankEntries(entries, ' ')).toEqual(entries);
  });
});

it.each([
  ['Run again: Announce completed issues, Started by Ada', 'Announce completed issues Started by Ada'],
  ['run again: eyes fail', 'eyes fail'],
  ['running late', 'running late'],
  ['01a2164f-8a81', '01a2164f-8a81'],
])('the server is asked for the run and not for the words around it: %s', (typed, asked) => {
  expect(searchedRuns(typed)).toBe(asked);
});
