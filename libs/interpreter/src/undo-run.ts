import type { Run } from './kit/run.js';
import { describeFailure } from './kit/failures.js';
import type { Undo } from './kit/undoing.js';
import { runNodes } from './run-nodes.js';

/** Most steps that are told by their names. */
const MAX_TOLD = 20;
/** After so many what happened is written, whether a step did so or not: what waits to be written stays small. */
const NOTE_EVERY = 50;

/**
 * Undoes what the steps of a run did that has failed or was cancelled, the last first. One that cannot be undone does not
 * keep the others from it. Call it in a scope that is not cancelled.
 * @returns what was undone and what could not be, in words; undefined when no step is one that can be undone
 */
export async function undoRun(run: Run): Promise<string | undefined> {
  const { undoing } = run;
  if (undoing.isEmpty) return undefined;
  const undone: string[] = [];
  const failed: string[] = [];
  for (let one = undoing.take(); one; one = undoing.take()) {
    const name = nameOf(one);
    const why = await undo(one);
    if (why === undefined) undone.push(name);
    else failed.push(`${name} (${why})`);
    if ((undone.length + failed.length) % NOTE_EVERY === 0) await run.noteProgress();
  }
  const told = [inWords('Undone', undone), inWords('Could not be undone', failed)];
  return told.filter((words) => words !== undefined).join('\n');
}

/** @returns why it could not be undone */
async function undo({ path, name, steps, frame: around }: Undo): Promise<string | undefined> {
  const frame = around.undo();
  try {
    if (frame.isHistoryFull) return 'this run has become too long for Temporal';
    const outcome = await runNodes(steps, frame);
    switch (outcome.type) {
      case 'failed':
        return outcome.error.message;
      case 'declined':
        return outcome.message;
      default:
        return undefined;
    }
  } catch (error) {
    return describeFailure(error, { name, path }).message;
  } finally {
    frame.close();
  }
}

function nameOf({ name, frame: { at } }: Undo): string {
  return at === '' ? `"${name}"` : `"${name}" of ${at}`;
}

function inWords(what: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > MAX_TOLD ? `, and ${String(names.length - MAX_TOLD)} more` : '';
  return `${what}: ${names.slice(0, MAX_TOLD).join(', ')}${more}.`;
}
