// PostgreSQL (and with --temporal also Temporal) for one test file that is run on its own.
// Prints the environment variables as one line of JSON and runs until its standard input closes.
import { startTestServices } from './lib/test-services.mjs';
import { printError } from './lib/words.mjs';

try {
  const { variables, stop } = await startTestServices({
    temporal: process.argv.includes('--temporal'),
  });
  process.stdout.write(`${JSON.stringify(variables)}\n`);
  const end = () => void stop().then(() => process.exit(0));
  process.stdin.resume().once('end', end).once('error', end);
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, end);
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
