import { jsonText } from '@jarvis/json';
import { MAX_OUTPUT_BYTES } from '@jarvis/plan';

/** Of the space of a step's output, what its parts may take; the rest is for their names and statuses. */
const MAX_BYTES = MAX_OUTPUT_BYTES / 2;

/** What the outputs of a step's parts may take together. From the first that does not fit on they are left out. */
export class OutputSpace {
  /** @param used bytes, from an earlier execution */
  constructor(public used = 0) {}

  /** Whether something was left out. */
  get isFull(): boolean {
    return this.used > MAX_BYTES;
  }

  take<Value>(value: Value): Value | null {
    if (!this.isFull && value !== null) this.used += bytesOf(jsonText(value));
    return this.isFull ? null : value;
  }
}

/** In UTF-8, as it is stored. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    // One unit of UTF-16 counts already, two where the character has two.
    bytes += point < 0x80 ? 0 : point < 0x800 ? 1 : 2;
  }
  return bytes;
}
