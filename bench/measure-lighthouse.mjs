import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { promisify } from 'node:util';
import { median, round } from './statistics.mjs';

/** Fetched by npx when it is asked for: with what it brings it is larger than all our tools, and nothing else needs it. */
const LIGHTHOUSE = 'lighthouse@12.8.2';

/** What the score is made of, by Lighthouse's names. */
const metrics = {
  fcp: 'first-contentful-paint',
  lcp: 'largest-contentful-paint',
  speedIndex: 'speed-index',
  tbt: 'total-blocking-time',
  cls: 'cumulative-layout-shift',
};

/** Its report; on a busy machine a trace now and then lacks its beginning, and a second visit has it. */
async function reportOf({ url, port }, visits = 2) {
  const parameters = [url, `--port=${port}`, '--output=json', '--quiet', '--only-categories=performance'];
  const answer = await promisify(execFile)('npx', ['--yes', LIGHTHOUSE, ...parameters], {
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error) => error);
  if (!(answer instanceof Error)) return JSON.parse(answer.stdout);
  if (visits > 1) return reportOf({ url, port }, visits - 1);
  // The error itself holds the whole report.
  throw new Error(`Lighthouse could not measure ${url}: ${(answer.stderr || answer.message).trim()}`);
}

async function visit(page) {
  const { categories, audits, environment } = await reportOf(page);
  const numbers = Object.entries(metrics).map(([name, audit]) => [name, audits[audit].numericValue]);
  return {
    score: Math.round(categories.performance.score * 100),
    ...Object.fromEntries(numbers),
    benchmarkIndex: environment.benchmarkIndex,
    load: loadavg()[0],
  };
}

/**
 * A first visit as Lighthouse simulates it: a phone of the middle class (processor four times slower than here) on slow
 * 4G. The browser that listens at `port` is signed in already.
 */
export async function measureLighthouse({ url, port, rounds }) {
  const visits = [];
  for (let nth = 0; nth < rounds; nth += 1) visits.push(await visit({ url, port }));
  const middle = (name, digits) => round(median(visits.map((one) => one[name])), digits);
  return {
    score: middle('score', 0),
    scores: visits.map(({ score }) => score),
    fcpMs: middle('fcp', 0),
    lcpMs: middle('lcp', 0),
    speedIndexMs: middle('speedIndex', 0),
    tbtMs: middle('tbt', 0),
    cls: middle('cls', 3),
    benchmarkIndex: middle('benchmarkIndex', 0),
    load: middle('load', 1),
  };
}

export function tableOfLighthouse(results) {
  const head = ['', 'score', 'FCP ms', 'LCP ms', 'TBT ms', 'shift', 'load', 'each'];
  const rows = results.map(({ name, score, fcpMs, lcpMs, tbtMs, cls, load, scores }) =>
    [name, score, fcpMs, lcpMs, tbtMs, cls, load, scores.join(' ')].map(String),
  );
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
