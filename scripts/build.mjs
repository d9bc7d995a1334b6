// npm run build: compiles everything into build/<stamp> and prints where.
import { ensureDependencies } from './lib/install.mjs';
import { printError } from './lib/words.mjs';

try {
  await ensureDependencies();
  const { ensureBuild } = await import('./lib/build.mjs');
  process.stdout.write(`${await ensureBuild()}\n`);
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
