/**
 * Of which items of the loops around it something is: `orders#3/lines#0` → `Item 4, item 1 of it`. Empty outside of every
 * loop.
 */
export function itemWords(iteration: string): string {
  if (iteration === '') return '';
  const numbers = iteration.split('/').map((place) => Number(place.slice(place.lastIndexOf('#') + 1)) + 1);
  return numbers
    .map((number, depth) => (depth === 0 ? `Item ${String(number)}` : `item ${String(number)} of it`))
    .join(', ');
}
