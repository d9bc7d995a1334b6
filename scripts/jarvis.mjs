#!/usr/bin/env node
/** `jarvis pull DIR` and `jarvis push DIR`: the rules of an observatory as files, one each, to be kept in git. */
import { parseArgs } from 'node:util';
import { Api, ApiError } from './folder/api.mjs';
import { Folder } from './folder/folder.mjs';
import { pull } from './folder/pull.mjs';
import { push } from './folder/push.mjs';
import { printReport } from './folder/report.mjs';
import { plainJson, printError, Problem } from './lib/words.mjs';

const usage = `jarvis pull DIR [--force] [--prune] [--json]
  Writes each rule of the observatory into DIR, one file each.
  --force     also over files that were changed here since the last pull
  --prune     removes files of rules that were deleted in Jarvis

jarvis push DIR [--dry-run] [--publish [--note TEXT]] [--force] [--prune] [--json]
  Makes drafts of the files that were changed. Nothing is pushed where one of them was changed in Jarvis too.
  --dry-run   says what would happen
  --publish   publishes what compiles
  --force     replaces what was changed in Jarvis since the last pull
  --prune     deletes rules whose files are gone (they can be restored in Jarvis)

Both ask JARVIS_URL (or --url), such as https://jarvis.example.org, with the token in JARVIS_TOKEN, which is made under
Settings. They end with 0, with 1 where a file was refused, and with 2 where nothing could be done at all.`;

const options = {
  url: { type: 'string' },
  force: { type: 'boolean', default: false },
  prune: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};
const commands = {
  pull: { run: pull, options },
  push: {
    run: push,
    options: {
      ...options,
      'dry-run': { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
      note: { type: 'string' },
    },
  },
};

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...rest]) {
  try {
    const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
    if (command === undefined) return explain(name);
    const { values, positionals } = readArguments(rest, command.options);
    if (values.help) return explain('help');
    if (positionals.length !== 1) throw new Problem(`Name one folder: jarvis ${name} DIR`);
    const api = Api.from({ url: values.url ?? process.env.JARVIS_URL, token: process.env.JARVIS_TOKEN });
    const { observatory } = await api.get('/auth/me');
    const folder = Folder.open(positionals[0], observatory);
    const report = { observatory: observatory.name, ...(await command.run(api, folder, values)) };
    printReport(report, values);
    return report.ok ? 0 : 1;
  } catch (error) {
    if (rest.includes('--json')) printFailure(error);
    else printError(error instanceof ApiError ? new Problem(error.inWords()) : error);
    return 2;
  }
}

function explain(name) {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${usage}\n`);
    return name === undefined ? 2 : 0;
  }
  throw new Problem(`There is no command “${name}”.\n\n${usage}`);
}

function readArguments(args, known) {
  try {
    return parseArgs({ args, options: known, allowPositionals: true });
  } catch (error) {
    throw new Problem(`${error.message}\n\n${usage}`);
  }
}

function printFailure(error) {
  const { code = 'failed', message, hint } = error;
  process.stdout.write(`${plainJson({ ok: false, error: { code, message, hint } })}\n`);
}
