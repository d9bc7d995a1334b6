import { bold, dim, green, plain, plainJson, red } from '../lib/words.mjs';

const WORDS = {
  added: green('new'),
  updated: green('changed'),
  unchanged: dim('same'),
  kept: dim('kept'),
  removed: red('removed'),
  deleted: red('deleted'),
  forgotten: dim('gone'),
  conflict: red('conflict'),
  invalid: red('refused'),
  failed: red('failed'),
};

/** What became, or would become, of each file: for people, or as JSON. */
export function printReport(report, { json, publish }) {
  const lines = json ? [plainJson(report)] : inWords(plainTexts(report), publish);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Names, files and messages are what people and rules say. */
const plainTexts = (report) =>
  JSON.parse(JSON.stringify(report), (_, value) => (typeof value === 'string' ? plain(value) : value));

function inWords({ observatory, dryRun, ok, files }, publish) {
  const told = files.filter(
    ({ did, version, problems = [] }) => did !== 'unchanged' || version || (publish && problems.some(isError)),
  );
  const lines = [
    `${bold(observatory)}: ${files.length} ${files.length === 1 ? 'file' : 'files'}${dryRun ? ', nothing is changed by this look' : ''}`,
  ];
  for (const file of told) lines.push(...linesOf(file));
  if (told.length === 0) lines.push('  Everything is the same.');
  if (!ok && dryRun !== undefined && files.some(({ did }) => did === 'conflict' || did === 'invalid'))
    lines.push('  Nothing else was changed.');
  return lines;
}

function linesOf({ file, name, did, why, version, problems = [], needs = [] }) {
  const published = version === undefined ? '' : `, published as v${version}`;
  return [
    `  ${WORDS[did]} ${file}${name === undefined ? '' : dim(` ${name}`)}${published}${why === undefined ? '' : `: ${why}`}`,
    ...problems.map(({ path = '', line, column, severity, message, hint = '' }) => {
      const place = line === undefined ? '' : `${line}:${column ?? 1} `;
      return `      ${file}:${place === '' ? ' ' : place}${severity === 'warning' ? 'warning: ' : ''}${path === '' ? '' : `${path}: `}${message} ${dim(hint)}`;
    }),
    ...needs.map(({ kind, platform, named }) =>
      kind === 'rule'
        ? `      needs the rule “${named}”`
        : `      needs a connection to ${platform}${named === null ? '' : ` (${named})`}`,
    ),
  ];
}

const isError = ({ severity }) => severity !== 'warning';
