/** The candidate a person most likely meant, or undefined when none is close. */
export function closest(given: string, candidates: Iterable<string>): string | undefined {
  const wanted = given.toLowerCase();
  // Two slips in a short name, a quarter of a long one.
  const limit = Math.max(Math.min(2, Math.ceil(wanted.length / 3)), Math.floor(wanted.length / 4));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** `Did you mean “x”?`, or `Known: a, b, c.` when nothing is close. */
export function suggest(given: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  return known.length === 0 ? undefined : hintOf(closest(given, known), known);
}

function hintOf(match: string | undefined, known: readonly string[]): string {
  if (match !== undefined) return `Did you mean “${match}”?`;
  const shown = known.slice(0, 12).join(', ');
  return `Known: ${shown}${known.length > 12 ? ', …' : ''}.`;
}

/** As {@link suggest}, for `<platform>.<name>`: of a platform that is known only the names are compared. */
export function suggestOfPlatform(given: string, ids: Iterable<string>): string | undefined {
  const all = [...ids];
  const platform = given.slice(0, given.indexOf('.') + 1);
  const ofPlatform = platform === '' ? [] : all.filter((id) => id.startsWith(platform));
  if (ofPlatform.length === 0) return suggest(given, all);
  const names = ofPlatform.map((id) => id.slice(platform.length));
  const name = closest(given.slice(platform.length), names);
  return hintOf(name && `${platform}${name}`, ofPlatform);
}

/**
 * `Did you mean “Europe/Berlin”?`: the places nearest to what was written, by their whole name or a part of it
 * (a city alone), at most three; undefined when none is near.
 */
export function suggestPlace(given: string, places: Iterable<string>): string | undefined {
  const wanted = given.trim().toLowerCase().replaceAll(' ', '_');
  let nearest: string[] = [];
  // Short names are near to some city or other by chance.
  let best = Math.max(1, Math.floor(wanted.length / 4));
  for (const place of places) {
    const name = place.toLowerCase();
    const distance = Math.min(...[name, ...name.split('/')].map((part) => editDistance(wanted, part, best + 1)));
    if (distance > best) continue;
    nearest = distance < best ? [place] : [...nearest, place];
    best = distance;
  }
  const shown = nearest.slice(0, 3).map((place) => `“${place}”`);
  return shown.length === 0 ? undefined : `Did you mean ${shown.join(' or ')}?`;
}

/** Optimal string alignment distance (a swap of neighbours counts one), cut off at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 100 || b.length > 100) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, at(beforePrevious, j - 2) + 1);
      }
      current.push(value);
    }
    [beforePrevious, previous] = [previous, current];
  }
  return at(previous, b.length);
}

function at(row: number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
