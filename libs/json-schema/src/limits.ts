/**
 * Sizes that a schema may name. Whoever writes a schema also decides how large a value of it is, so each is capped
 * before anything is made of it.
 */
export const LIMITS = {
  /** Levels of schemas within schemas. */
  depth: 8,
  /** `minItems`, `maxItems`. */
  items: 1_000,
  /** `minLength`, `maxLength`, in characters. */
  length: 100_000,
  /** Characters of the smallest answer a schema allows, where sizes within sizes multiply. */
  answer: 100_000,
  /** Entries of one `enum`. */
  choices: 500,
  /** Alternatives of one `anyOf`. */
  alternatives: 50,
} as const;

/** Formats that are checked. Source: JSON Schema 2020-12, "Defined Formats". */
export const FORMATS = [
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
] as const;
