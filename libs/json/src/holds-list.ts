import type { Json } from './schema.js';

/** Whether there is a list in the value, however deep. */
export function holdsList(value: Json): boolean {
  if (Array.isArray(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsList);
}
