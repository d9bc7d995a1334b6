/** Field names whose values never reach a log, wherever they appear. Compared without case, `-` and `_`. */
const secretNames = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'password',
  'passwordhash',
  'secret',
  'previoussecret',
  'clientsecret',
  'webhooksecret',
  'jwtsecret',
  'token',
  'accesstoken',
  'refreshtoken',
  'refreshtokenhash',
  'previoustokenhash',
  'idtoken',
  'apikey',
  'xapikey',
  'credentials',
  'privatekey',
  'encryptionkeys',
  'jarvisencryptionkeys',
  'xhubsignature256',
  'webhooksignature',
]);

const mask = '[redacted]';
const deepest = 8;

/** Secrets that appear inside text: bearer tokens and passwords in connection strings. */
const secretText: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${mask}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:)[^\s@/]+@/gi, `$1${mask}@`],
  [/\bsk-[A-Za-z0-9_-]{16,}/g, mask],
];

/** Masks bearer tokens, connection-string passwords and vendor keys inside a text. */
export function redactText(text: string): string {
  return secretText.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A copy of `value` with secrets masked: by field name at any depth, and by form inside texts.
 * Deeper than 8 levels nothing is logged. Class instances are left to the logger's serializers.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return '[too deep]';
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      const secret = secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
      return [name, secret && entry !== undefined ? mask : redact(entry, depth + 1)];
    }),
  );
}
