/** What means something anywhere in a line; a colon only where it may make a link of an address. */
const INLINE = /[\\`*_~[\]<>&$^|]|(?<=[a-z]):(?=\S)/gi;
/** What makes a line a heading, a list, a quotation or a definition. */
const AT_START = /^(?:[#>+:.-]|\d+(?=[.)]))/;

/**
 * Text from outside as it must stand in Temporal's summaries and details, which Temporal UI renders as Markdown:
 * one line that reads as written, with no link, image or heading of somebody else's making.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .trim()
      // Temporal UI reads a backslash before a closing `**` as escaping the star, even when it is escaped itself.
      .replace(INLINE, (found) => (found === '\\' ? '&#92;' : `\\${found}`))
      .replace(AT_START, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`))
  );
}
