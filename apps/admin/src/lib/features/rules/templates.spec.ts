import { describe, expect, it } from '@jest/globals';
import { findTemplates, TEMPLATES } from './templates.ts';

const found = (words: string) => findTemplates(words).map(({ slug }) => slug);

describe('findTemplates', () => {
  it('gives all of them where nothing is sought', () => {
    expect(found('')).toHaveLength(TEMPLATES.length);
    expect(found('I want to')).toHaveLength(TEMPLATES.length);
  });

  it.each([
    ['I want to be told by mail when a rule fails', 'mail-failures'],
    ['undo', 'take-an-order'],
    ['last working day of the month', 'close-the-month'],
    ['STRIPE payment', 'thank-for-payment'],
    ['urgent support', 'sort-requests'],
  ])('“%s” is %s first', (words, slug) => {
    expect(found(words)[0]).toBe(slug);
  });

  it('finds what stands only in the steps, after what says it in words', () => {
    expect(found('gmail.send')).toContain('take-an-order');
    expect(found('nothing has this word: xyzzy')).toEqual([]);
  });
});
