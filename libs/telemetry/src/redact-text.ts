export const mask = '[redacted]';

/** Secrets that appear inside text: bearer tokens, passwords in connection strings, and tokens of vendors and of ours. */
const secretText: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${mask}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:)[^\s@/]+@/gi, `$1${mask}@`],
  [/\bsk-[A-Za-z0-9_-]{16,}/g, mask],
  [/\bjarvis_[\w-]{40,}/g, mask],
];

/** Masks bearer tokens, connection-string passwords and vendor keys inside a text. */
export function redactText(text: string): string {
  return secretText.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
