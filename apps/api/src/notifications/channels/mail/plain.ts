/** Orders the text around it, or is not drawn: control characters, direction marks, other line separators. */
const HIDDEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200B\uFEFF]/gu;

/** A text in which nothing reads otherwise than it is written: hidden characters stand as their code. */
export function revealed(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(HIDDEN, (character) =>
      character === '\n' || character === '\t'
        ? character
        : `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
    );
}

/** The same in one line, for subjects and labels: nothing in it can begin a header or a paragraph of its own. */
export function oneLine(text: string, most = 300): string {
  const line = revealed(text).replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
