import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from './files.mjs';

const text = (bytes = 24) => randomBytes(bytes).toString('base64url');

const generators = {
  postgres: text,
  jarvis_owner: text,
  jarvis_app: text,
  jarvis_system: text,
  temporal: text,
  jwtSecret: () => text(48),
  adminClientSecret: () => text(48),
  encryptionKeys: () => `dev1:${randomBytes(32).toString('base64')}`,
  devPassword: () => text(12),
};

/**
 * The development secrets of a state folder, made at the first start and kept (mode 600): the
 * database was created with them and its contents are encrypted with them.
 */
export function loadSecrets(home) {
  const path = join(home, 'secrets.json');
  const known = readJson(path) ?? {};
  const missing = Object.keys(generators).filter((name) => !known[name]);
  if (missing.length === 0) return known;
  const secrets = { ...known };
  for (const name of missing) secrets[name] = generators[name]();
  writeJson(path, secrets);
  return secrets;
}

/** Keeps what a new installation was seeded with: the API tells a webhook's secret only once. */
export function saveSeed(home, seed) {
  writeJson(join(home, 'secrets.json'), { ...loadSecrets(home), seed });
}
