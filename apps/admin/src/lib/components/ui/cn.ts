import { clsx, type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// Our scale has one size more than Tailwind's.
const merge = extendTailwindMerge({ extend: { classGroups: { 'font-size': [{ text: ['2xs'] }] } } });

/** Joins classes; the later of two that set the same property wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
