import { z } from 'zod';

const Environment = z.object({
  ADMIN_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3000'),
  /** By which the API knows this process. */
  ADMIN_CLIENT_SECRET: z.string().optional(),
  API_PORT: z.coerce.number().int().default(4000),
  /** Where this process reaches the API; differs from API_PUBLIC_URL in containers. */
  API_INTERNAL_URL: z.url({ protocol: /^https?$/ }).optional(),
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8233'),
  TEMPORAL_NAMESPACE: z.string().default('jarvis'),
});

// A variable that is set to nothing, as in a copied .env file, is not set.
const written = Object.entries(process.env).filter(([, value]) => value?.trim());
const { data: parsed, error } = Environment.safeParse(Object.fromEntries(written));
if (error) throw new Error(`The admin cannot start.\n${z.prettifyError(error)}`);

export const config = {
  apiUrl: (parsed.API_INTERNAL_URL ?? `http://127.0.0.1:${parsed.API_PORT}`).replace(/\/$/, ''),
  clientSecret: parsed.ADMIN_CLIENT_SECRET,
  /** Cookies are marked Secure and named `__Host-…` only where the admin is served over https. */
  secure: parsed.ADMIN_URL.startsWith('https:'),
  temporalUiUrl: parsed.TEMPORAL_UI_URL.replace(/\/$/, ''),
  temporalNamespace: parsed.TEMPORAL_NAMESPACE,
} as const;
