/** Up to here the engine's own search is fast enough at its worst, which is text times part. */
const SHORT = 16;

/** Where the part first stands, from a position on; -1 when it does not. Never more work than both lengths. */
export function find(text: string, part: string, from = 0): number {
  if (part.length <= SHORT) return text.indexOf(part, from);
  for (const found of occurrences(text, part, from)) return found;
  return -1;
}

/** Where the part last stands, at a position or before it; -1 when it does not. */
export function findLast(text: string, part: string, upTo = text.length): number {
  if (part.length <= SHORT) return text.lastIndexOf(part, upTo);
  let last = -1;
  for (const found of occurrences(text, part, 0)) {
    if (found > upTo) break;
    last = found;
  }
  return last;
}

/** The text between the parts, at most so many pieces (the last is the rest); no limit when it is negative. */
export function splitText(text: string, part: string, limit: number): string[] {
  if (limit === 0) return [];
  const pieces: string[] = [];
  let position = 0;
  const cut = (found: number): boolean => {
    if (pieces.length === limit - 1) return false;
    if (found >= position) {
      pieces.push(text.slice(position, found));
      position = found + part.length;
    }
    return true;
  };
  if (part === '') return splitCharacters(text, limit);
  if (part.length <= SHORT) {
    for (let found = text.indexOf(part); found >= 0 && cut(found); found = text.indexOf(part, position));
  } else {
    for (const found of occurrences(text, part, 0)) if (!cut(found)) break;
  }
  return [...pieces, text.slice(position)];
}

function splitCharacters(text: string, limit: number): string[] {
  const characters = Array.from(text);
  if (limit < 0 || characters.length <= limit) return characters;
  return [...characters.slice(0, limit - 1), characters.slice(limit - 1).join('')];
}

/**
 * Every place where the part stands, those that overlap too, after Knuth, Morris and Pratt: nothing is read twice,
 * so that no text and part make it slow.
 */
function* occurrences(text: string, part: string, from: number): Generator<number> {
  const fallback = new Int32Array(part.length);
  for (let index = 1, matched = 0; index < part.length; index++) {
    while (matched > 0 && part.charCodeAt(index) !== part.charCodeAt(matched)) matched = fallback[matched - 1] ?? 0;
    if (part.charCodeAt(index) === part.charCodeAt(matched)) matched++;
    fallback[index] = matched;
  }
  for (let index = from, matched = 0; index < text.length; index++) {
    while (matched > 0 && text.charCodeAt(index) !== part.charCodeAt(matched)) matched = fallback[matched - 1] ?? 0;
    if (text.charCodeAt(index) === part.charCodeAt(matched)) matched++;
    if (matched < part.length) continue;
    yield index - part.length + 1;
    matched = fallback[matched - 1] ?? 0;
  }
}
