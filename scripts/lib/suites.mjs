import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, repository } from './files.mjs';
import { spawnTool } from './processes.mjs';

const artifacts = join(repository, 'artifacts');
const bin = (name) => join(repository, 'node_modules', '.bin', name);

/** Runs a tool with its output shown; resolves to its exit code. */
function show(command, parameters, { environment = {}, cwd = repository } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawnTool(command, parameters, {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** A tool that must have written a report and did not has failed as a whole: one failure. */
const broken = { passed: 0, failed: 1 };

function reportFile(name) {
  mkdirSync(artifacts, { recursive: true });
  const path = join(artifacts, `${name}.json`);
  rmSync(path, { force: true });
  return path;
}

/** Compiles every project, tests included. */
export async function runTypes() {
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  const code = await show(process.execPath, [tsc, '-b']);
  return code === 0 ? { passed: 0, failed: 0 } : broken;
}

/** One of Jest's projects (unit, integration). */
export async function runJest(project, { pattern, environment } = {}) {
  const report = reportFile(project);
  const jest = join(repository, 'node_modules', 'jest', 'bin', 'jest.js');
  const parameters = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    '--selectProjects',
    project,
    '--json',
    `--outputFile=${report}`,
    '--passWithNoTests',
    ...(process.env.CI ? ['--ci'] : []),
    ...(pattern ? ['--testPathPatterns', pattern] : []),
  ];
  const code = await show(process.execPath, parameters, { environment });
  const result = readJson(report);
  if (!result) return broken;
  // A file that does not even load has no failed test in it.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed: result.numPassedTests, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/** The browser journeys, against the instance whose state folder is `home`. */
export async function runPlaywright({ home, browser, pattern }) {
  const report = reportFile('e2e');
  const code = await show(bin('playwright'), ['test', ...(pattern ? [pattern] : [])], {
    cwd: join(repository, 'e2e'),
    environment: { JARVIS_HOME: home, CHROMIUM_PATH: browser },
  });
  const stats = readJson(report)?.stats;
  if (!stats) return broken;
  const passed = stats.expected + stats.flaky;
  return { passed, failed: code === 0 ? stats.unexpected : Math.max(stats.unexpected, 1) };
}
