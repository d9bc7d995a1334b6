import { ConnectorError } from '@jarvis/connector-kit';
import { failPoll, isDatabaseUnavailable, keepPoll, releaseSource, type ClaimedSource } from '@jarvis/database';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { NotAdmitted } from '../activities/vendor-gate.js';
import { Looks, PATIENCE_MS, type ConnectedSource } from './look.js';
import { NumberLook } from './number-look.js';
import { waitAfter } from './wait-after.js';

/** How long a source is ours: longer than a look, and not too long for those that a killed process leaves behind. */
export const CLAIM_MS = 3 * PATIENCE_MS;
/** Looks in a row at a source that has more and more; then others have their turn. */
const MAX_IN_A_ROW = 10;
/** Events that are kept in one transaction, with the runs of every rule that listens. */
const EVENTS_AT_ONCE = 100;
/** Where nobody says how often a source is looked at. */
const USUAL_MS = 60_000;

/** Reads a source to its end, or until others should have their turn. */
export type Poll = (source: ClaimedSource, stopping: AbortSignal) => Promise<void>;

/** What is looked at, by a trigger or by an action that reads. */
export interface Watch {
  everyMs: number;
  /** @throws whatever keeps it from being looked at */
  read(): Promise<void>;
  noteFailed(error: unknown): Promise<void>;
}

/**
 * Each look is kept with how far it has read, in one transaction with the runs that it starts: whatever ends in between,
 * the next look finds the same again. One that fails leaves the place where it began.
 */
export function createPoll(
  dependencies: Pick<ActivityDependencies, 'database' | 'registry' | 'connections' | 'gate' | 'logger'>,
): Poll {
  const { database, registry, logger } = dependencies;

  async function read(source: ClaimedSource, looks: Looks, { title, everyMs }: { title: string; everyMs: number }) {
    let { cursor } = source;
    for (let count = 1; ; count += 1) {
      const found = await looks.next(cursor);
      const goesOn = found.more && count < MAX_IN_A_ROW;
      const occurred = found.occurrences.map(({ key, summary, event }) => ({
        key,
        summary: `${title}: ${summary}`,
        body: event,
      }));
      const keep = (outcome: Parameters<typeof keepPoll>[2]) =>
        database.tenant(source.observatoryId, (manager) => keepPoll(manager, source, outcome));
      const again = { claimMs: CLAIM_MS };
      // Their keys pass over those that are kept already, should it end before the place is.
      while (occurred.length > EVENTS_AT_ONCE) {
        if (!(await keep({ occurred: occurred.splice(0, EVENTS_AT_ONCE), cursor, waitMs: 0, again }))) return;
      }
      const kept = await keep({
        occurred,
        cursor: found.cursor,
        waitMs: found.more ? 0 : everyMs,
        ...(goesOn ? { again } : {}),
      });
      if (!kept || !goesOn) return;
      cursor = found.cursor;
    }
  }

  /** Says why, and when it is tried again. */
  async function giveUp(
    source: ClaimedSource,
    error: unknown,
    { everyMs, stopped }: { everyMs: number; stopped: boolean },
  ) {
    const { id, observatoryId, failures } = source;
    await database.tenant(observatoryId, async (manager) => {
      // Nothing came of it, and nothing was learnt.
      if (stopped) return releaseSource(manager, source, { waitMs: 0 });
      if (error instanceof NotAdmitted) return releaseSource(manager, source, { waitMs: error.waitMs });
      const waitMs = waitAfter({ failures, everyMs, error });
      if (error instanceof ConnectorError) {
        const { code, message } = error;
        return failPoll(manager, source, { code, message, hint: hintOf(error), waitMs });
      }
      logger.error({ err: error, source: id, uses: source.uses }, 'a look broke');
      const message = error instanceof Error ? error.message : String(error);
      return failPoll(manager, source, { code: 'internal', message: `The look broke off: ${message}`, waitMs });
    });
  }

  /** @throws ConnectorError for a trigger or an action that this version does not have */
  function watchOf(source: ClaimedSource, stopping: AbortSignal): Watch {
    if (source.watches === 'number') return new NumberLook(dependencies, { source, stopping });
    const trigger = registry.getTrigger(source.uses);
    if (!trigger || !hasAccount(source)) throw unknownTrigger(source.uses);
    const looks = new Looks(dependencies, { source, trigger, stopping });
    return {
      everyMs: trigger.everyMs,
      read: () => read(source, looks, trigger),
      noteFailed: (error) => looks.noteFailed(error),
    };
  }

  return async (source, stopping) => {
    let watch: Watch | undefined;
    try {
      watch = watchOf(source, stopping);
      await watch.read();
    } catch (error) {
      // Nothing can be written; its claim runs out by itself.
      if (isDatabaseUnavailable(error)) throw error;
      await watch?.noteFailed(error);
      await giveUp(source, error, { everyMs: watch?.everyMs ?? USUAL_MS, stopped: stopping.aborted });
    }
  };
}

const hasAccount = (source: ClaimedSource): source is ConnectedSource => source.connectionId !== null;

/** Whoever opens connections speaks of steps; a rule that waits has none to run again. */
function hintOf({ code, status, hint }: ConnectorError): string | undefined {
  if (code !== 'auth' || status !== undefined) return hint;
  return 'Connect the account again under Connections; where it was forgotten, publish the rule again too.';
}

function unknownTrigger(uses: string): ConnectorError {
  return new ConnectorError({
    code: 'invalid-input',
    message: `This worker does not know the trigger ${uses}.`,
    hint: 'Update the worker, or publish the rule with another trigger.',
  });
}
