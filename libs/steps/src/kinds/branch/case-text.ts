/**
 * The values of a case on one line: `high, urgent, 3`. What would read as a number, true, false or null, or holds a comma
 * or quotes, is quoted as in JSON.
 */
export function caseText(is: unknown): string {
  return (Array.isArray(is) ? is : [is]).map(wordOf).join(', ');
}

/** What {@link caseText} has written, or a person; undefined for an empty line. */
export function parseCaseText(text: string): unknown {
  const words = text.match(/\s*"(?:[^"\\]|\\.)*"\s*|[^,]+/g) ?? [];
  const values = words.map((word) => word.trim()).filter((word) => word !== '');
  const [only, ...others] = values.map(valueOf);
  return others.length === 0 ? only : [only, ...others];
}

function wordOf(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? '' : JSON.stringify(value);
  return value === '' || value.trim() !== value || /[",]/.test(value) || valueOf(value) !== value
    ? JSON.stringify(value)
    : value;
}

function valueOf(word: string): unknown {
  if (!/^(?:true|false|null|".*"|-?\d+(?:\.\d+)?)$/s.test(word)) return word;
  try {
    return JSON.parse(word);
  } catch {
    return word;
  }
}
