import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** One request as the vendor would have got it, secrets masked. */
export interface JournalEntry {
  at: string;
  /** As the connector calls it. */
  platform: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Journal {
  append(entry: JournalEntry): void;
  /** Newest first, since this process started. */
  recent(): readonly JournalEntry[];
}

const KEPT_IN_MEMORY = 30;
const SECRET_HEADERS = new Set(['x-api-key', 'cookie', 'proxy-authorization']);
const SECRET_FIELDS = new Set(['client_secret', 'refresh_token', 'code', 'code_verifier', 'access_token', 'token']);
const MASK = '[redacted]';

/** Opens the append-only file of requests, one JSON object a line. */
export function openJournal(file: string): Journal {
  mkdirSync(dirname(file), { recursive: true });
  const latest: JournalEntry[] = [];
  return {
    append(entry) {
      const masked = { ...entry, headers: maskHeaders(entry.headers), body: maskForm(entry) };
      appendFileSync(file, `${JSON.stringify(masked)}\n`, { mode: 0o600 });
      latest.unshift(masked);
      latest.length = Math.min(latest.length, KEPT_IN_MEMORY);
    },
    recent: () => latest,
  };
}

/** Keeps the scheme of a credential, as how it is sent matters. */
function maskHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name === 'authorization') return [name, /^\w+ /.test(value) ? `${value.split(' ', 1)[0]} ${MASK}` : MASK];
      return [name, SECRET_HEADERS.has(name) ? MASK : value];
    }),
  );
}

/** Only token requests carry secrets in their body, and those are forms. */
function maskForm({ headers, body }: JournalEntry): string {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return body;
  const form = new URLSearchParams(body);
  for (const name of form.keys()) if (SECRET_FIELDS.has(name)) form.set(name, MASK);
  return form.toString();
}
