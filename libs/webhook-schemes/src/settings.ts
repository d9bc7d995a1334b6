import { z } from 'zod';
import type { WebhookScheme } from './display.js';
import { BearerSettings } from './schemes/bearer/settings.js';
import { HmacSettings } from './schemes/hmac/settings.js';

/** What the schemes that can be set take as settings; the others take none. */
const settings: Partial<Record<WebhookScheme, z.ZodObject>> = { hmac: HmacSettings, bearer: BearerSettings };

/** Undefined for a scheme that takes none. */
export function settingsOf(scheme: WebhookScheme): z.ZodObject | undefined {
  return settings[scheme];
}

/** The settings of every scheme that takes some, as one JSON Schema each (draft 2020-12). */
export function settingsJsonSchemas(): Record<string, unknown>[] {
  return Object.values(settings).map((schema) => {
    const written: Record<string, unknown> = { ...z.toJSONSchema(schema, { io: 'input' }) };
    // Said once, by the whole that they become a part of.
    delete written['$schema'];
    return written;
  });
}
