import { Json, parseJson } from '@jarvis/json';

/**
 * Text for a jsonb parameter. PostgreSQL stores neither NUL nor half a surrogate pair, which vendors and
 * models do send; both become U+FFFD, so that no run is lost because of one character.
 */
export function toJsonb(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return JSON.stringify(value).replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === '\\\\' ? found : '\\ufffd',
  );
}

/** The value as it will be read back. Hashes are taken of this, so that what is stored always matches its hash. */
export function asStored(value: Json): Json {
  return Json.parse(parseJson(toJsonb(value) ?? 'null'));
}

/** The same for a text parameter. */
export function toText(value: string | null | undefined): string | null {
  return value === undefined || value === null ? null : value.replace(/\p{Surrogate}|\0/gu, '\ufffd');
}
