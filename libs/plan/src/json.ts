import { Json } from '@jarvis/json';
import { z } from 'zod';

/** Any JSON value: what crosses the workflow boundary. No Date, NaN or undefined. */
export { Json };

/** A JSON object with string keys. */
export const JsonObject = z.record(z.string(), Json);
export type JsonObject = z.infer<typeof JsonObject>;

/** Largest result of a step, in bytes of JSON. From 128 KB on it is kept beside the history. */
export const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Largest event a run may be started with, in bytes of JSON. */
export const MAX_EVENT_BYTES = 1024 * 1024;
