import { mask, redactText } from './redact-text.js';
import { isErrorLike, serializeError } from './serialize-error.js';

/** Field names whose values never reach a log, wherever they appear. Compared without case, `-` and `_`. */
const secretNames = new Set([
  'secretkey',
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

const deepest = 8;

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * What is logged of a class instance. A client, a request or a pool holds its whole configuration, so only what
 * becomes one plain value (dates, addresses) is written out.
 */
function redactInstance(value: object): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  return `[${value.constructor.name || 'object'}]`;
}

/**
 * A copy of `value` with secrets masked: by field name at any depth, and by form inside texts. Errors keep the fields
 * that `serializeError` lists; of other class instances only the name is left. Deeper than 8 levels nothing is logged.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return '[too deep]';
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1));
  if (isErrorLike(value)) return serializeError(value);
  if (!isPlain(value)) return redactInstance(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      const secret = secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
      return [name, secret && entry !== undefined ? mask : redact(entry, depth + 1)];
    }),
  );
}
