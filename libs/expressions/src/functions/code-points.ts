/** CEL counts characters (code points), JavaScript units of UTF-16; they differ where a character takes two. */
function hasPairs(text: string): boolean {
  return /[\ud800-\udbff][\udc00-\udfff]/.test(text);
}

/** How many characters the text has, up to a unit. */
export function characterIndex(text: string, unit = text.length): number {
  if (!hasPairs(text)) return unit;
  let count = 0;
  for (let index = 0; index < unit; index += widthAt(text, index)) count++;
  return count;
}

/** The unit at which a character starts; undefined past the end. */
export function unitIndex(text: string, character: number): number | undefined {
  if (character < 0) return undefined;
  if (!hasPairs(text)) return character <= text.length ? character : undefined;
  let unit = 0;
  for (let count = 0; count < character; count++) {
    if (unit >= text.length) return undefined;
    unit += widthAt(text, unit);
  }
  return unit;
}

function widthAt(text: string, unit: number): 1 | 2 {
  return (text.codePointAt(unit) ?? 0) > 0xff_ff ? 2 : 1;
}
