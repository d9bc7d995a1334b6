import type { Page } from '@playwright/test';
import { extendTailwindMerge } from 'tailwind-merge';

// Our scale has one size more than Tailwind's.
const merge = extendTailwindMerge({ extend: { classGroups: { 'font-size': [{ text: ['2xs'] }] } } });

/**
 * Elements on which two classes set the same property, so that the order of the style sheet decides and not the author. A
 * component's own class is outdone with `!`, such as `h-9!`.
 */
export async function contradictingClasses(page: Page): Promise<string[]> {
  const all = await page.evaluate(() =>
    [...document.querySelectorAll('[class]')].map((element) => element.getAttribute('class') ?? ''),
  );
  return [...new Set(all)].flatMap((classes) => {
    const written = classes.split(/\s+/).filter((name) => name !== '');
    const kept = new Set(merge(classes).split(' '));
    const lost = written.filter((name) => !kept.has(name));
    return lost.length === 0 ? [] : [`classes: ${lost.join(' ')} of "${classes}"`];
  });
}
