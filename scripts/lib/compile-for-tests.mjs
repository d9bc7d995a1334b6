// Jest's global setup of the integration tests: threads and processes of ours load compiled files, which a test that
// runs the sources would otherwise find old or missing. A second when nothing has changed.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

export default function compile() {
  execFileSync(process.execPath, [tsc, '-b', 'apps/api'], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    stdio: 'inherit',
  });
}
