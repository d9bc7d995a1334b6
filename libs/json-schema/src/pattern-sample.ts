import randexp from 'randexp';

// Its types say `default`; what the module is, is the class itself.
const RandExp = randexp as unknown as typeof randexp.default;

/** How often "any number of times" is tried, until the text is long enough. */
const REPEATS = [0, 1, 3, 10, 30, 100];
/** Repeats within repeats multiply; this many choices is more than any sensible text needs. */
const MAX_CHOICES = 10_000;

/**
 * A text that a pattern finds, the same one every time and as short as `minLength` allows. Empty where the pattern asks
 * for something the library does not know, such as `\p{Letter}`.
 */
export function textOfPattern(pattern: string, minLength: number): string {
  let text = '';
  for (const repeats of REPEATS) {
    const longer = generate(pattern, repeats);
    if (longer === undefined) return text;
    text = longer;
    if (text.length >= minLength) return text;
  }
  return text;
}

function generate(pattern: string, repeats: number): string | undefined {
  let choices = 0;
  try {
    const generator = new RandExp(pattern);
    generator.max = repeats;
    generator.randInt = (from, to) => {
      choices += 1;
      if (choices > MAX_CHOICES) throw new RangeError('The pattern repeats too much.');
      return repeats === 0 ? from : to;
    };
    return generator.gen();
  } catch {
    return undefined;
  }
}
