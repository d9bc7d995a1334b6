// npm run bench: what is measured, and why, is in docs/performance.md; the measuring is in bench/.
import { ensureDependencies } from './lib/install.mjs';
import { printError } from './lib/words.mjs';

try {
  await ensureDependencies();
  const { bench } = await import('../bench/main.mjs');
  await bench(process.argv.slice(2));
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
