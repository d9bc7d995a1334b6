import { hashJson } from '@jarvis/database';
import { Json } from '@jarvis/json';

/** Whether two values are the same as JSON, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  return hashJson(Json.parse(a)) === hashJson(Json.parse(b));
}
