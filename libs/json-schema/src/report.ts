export type Segments = readonly (string | number)[];

/** One thing that is wrong with a schema. */
export interface SchemaProblem {
  /** Where, from the schema's root. */
  segments: Segments;
  message: string;
  hint: string;
}

export type Report = (segments: Segments, message: string, hint: string) => void;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
