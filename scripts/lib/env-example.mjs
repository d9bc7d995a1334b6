import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from './files.mjs';

const read = (name) => readFileSync(join(repository, name), 'utf8');

/** Names in .env.example that nothing reads, and names that are read and missing there. */
export async function compareEnvExample() {
  const config = join(repository, 'libs', 'config', 'dist', 'index.js');
  const { variableNames } = await import(pathToFileURL(config).href);
  const inCompose = [...read('docker-compose.yml').matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name);
  const wanted = new Set([...variableNames, ...inCompose]);
  const written = new Set([...read('.env.example').matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name));
  return [
    ...[...wanted]
      .filter((name) => !written.has(name))
      .map((name) => `.env.example lacks ${name}, which libs/config or docker-compose.yml reads.`),
    ...[...written]
      .filter((name) => !wanted.has(name))
      .map((name) => `.env.example names ${name}, which nothing reads.`),
  ];
}
