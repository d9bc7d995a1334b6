// npm run faults [-- scenario …]: what breaks in the field, tried on an instance of its own; e2e/faults has the scenarios.
import { ensureDependencies } from './lib/install.mjs';
import { printError } from './lib/words.mjs';

try {
  await ensureDependencies();
  const { faults } = await import('../e2e/faults/main.mjs');
  process.exitCode = (await faults(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
