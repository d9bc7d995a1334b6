// Temporal's own release archives of the pinned versions, where the network is open: seconds instead of minutes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { say } from '../scripts/lib/words.mjs';

/** Until the last one: the archive has about 100 MB. */
const TRANSFER_MS = 180_000;

const thisPlatform = `${process.platform}-${process.arch}`;

/** What may be downloaded, with the sha-256 of each archive. A platform that is not listed is built. */
const listed = JSON.parse(readFileSync(join(import.meta.dirname, 'archives.json'), 'utf8'));

/**
 * Puts the tools whose archives can be had into the folder. Whatever goes wrong is said and is no error: what is missing
 * afterwards is built.
 * @param folder where the executables go · options.archives default: `archives.json` · options.answerMs until the first
 *   byte: a network that is closed drops what is sent to it, and everybody would wait
 * @returns {Promise<string[]>} the tools that are there now
 */
export async function downloadArchives(folder, { archives = listed, platform = thisPlatform, answerMs = 5_000 } = {}) {
  const done = [];
  for (const archive of archives.filter((one) => one.platform === platform)) {
    const scratch = mkdtempSync(join(folder, '.download-'));
    try {
      await fetchArchive(archive, scratch, answerMs);
      for (const tool of archive.tools) {
        chmodSync(join(scratch, tool), 0o755);
        renameSync(join(scratch, tool), join(folder, tool));
        done.push(tool);
      }
      say(`  downloaded ${archive.tools.join(' and ')}`);
    } catch (error) {
      say(`  ${archive.tools.join(' and ')} cannot be downloaded (${wordsOf(error)}), so they are built.`);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return done;
}

async function fetchArchive({ url, sha256, tools }, folder, answerMs) {
  const path = join(folder, 'archive.tar.gz');
  const giveUp = new AbortController();
  const patience = setTimeout(() => giveUp.abort(new Error(`no answer within ${answerMs} ms`)), answerMs);
  const response = await fetch(url, { signal: giveUp.signal }).finally(() => clearTimeout(patience));
  if (!response.ok) throw new Error(`the answer was ${response.status}`);
  const hash = createHash('sha256');
  await pipeline(
    Readable.fromWeb(response.body),
    async function* (chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path),
    { signal: AbortSignal.timeout(TRANSFER_MS) },
  );
  const found = hash.digest('hex');
  if (found !== sha256) throw new Error(`its sha-256 is ${found}, not the one in temporal/archives.json`);
  const { status, stderr } = spawnSync('tar', ['-xzf', path, '-C', folder, ...tools], { encoding: 'utf8' });
  const missing = tools.filter((tool) => !existsSync(join(folder, tool)));
  if (status !== 0 || missing.length > 0)
    throw new Error(`tar could not unpack it: ${(stderr ?? '').trim() || missing}`);
}

function wordsOf(error) {
  const reason = error.name === 'AbortError' ? error : (error.cause ?? error);
  return reason.code ?? reason.message ?? String(reason);
}
