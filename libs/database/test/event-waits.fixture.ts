import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { createWorkspace, startTestDatabase, until, type TestDatabase, type Workspace } from '@jarvis/testing';
import {
  lookBack,
  openEventWait,
  readEventWait,
  type EventWait,
  type LedgerScope,
  type NewEventWait,
} from '@jarvis/database';
import pg from 'pg';
import type { EntityManager } from 'typeorm';
import { makeRule, makeRun, type MadeRule } from './fixtures.js';

const HOUR_MS = 3_600_000;

/** A database for the tests of a file, for each of them an observatory with a rule, and what tests of waits do. */
export function useEventWaits() {
  let db: TestDatabase;
  let admin: pg.Client;
  let ours: Workspace;
  let rule: MadeRule;
  beforeAll(async () => {
    db = await startTestDatabase({ poolSize: 16 });
    admin = new pg.Client({ connectionString: db.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await db.stop();
  });
  beforeEach(async () => {
    ours = await createWorkspace(db);
    rule = await makeRule(db.database, ours.observatoryId);
  });

  const tenant = <T>(work: (manager: EntityManager) => Promise<T>, observatoryId = ours.observatoryId): Promise<T> =>
    db.database.tenant(observatoryId, work);
  const newRun = async () => (await makeRun(db.database, rule)).scope;
  const waitOf = (scope: LedgerScope, more: Partial<NewEventWait> = {}): NewEventWait => {
    const expiresAt = new Date(Date.now() + HOUR_MS).toISOString();
    return { scope, stepPath: 'steps[0]', iteration: '', event: 'order.paid', where: {}, expiresAt, ...more };
  };
  /** Opened, and not yet looked back. */
  async function begin(scope: LedgerScope, more: Partial<NewEventWait> = {}): Promise<EventWait> {
    const opened = await tenant((manager) => openEventWait(manager, waitOf(scope, more)));
    if (!opened) throw new Error('There was no room for it.');
    return opened;
  }
  const look = ({ id: waitId }: EventWait) => lookBack(db.database, { observatoryId: ours.observatoryId, waitId });
  /** As the worker does it. */
  async function open(scope: LedgerScope, more: Partial<NewEventWait> = {}): Promise<EventWait> {
    const wait = await begin(scope, more);
    await look(wait);
    return (await read(wait)) ?? wait;
  }
  const read = ({ id }: EventWait) => tenant((manager) => readEventWait(manager, id));
  const emit = (body: object = {}, { name = 'order.paid', observatoryId = ours.observatoryId } = {}) =>
    tenant(
      (manager) =>
        manager.query(
          `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', $2, $3, 'A test', $4)`,
          [observatoryId, name, randomUUID(), JSON.stringify(body)],
        ),
      observatoryId,
    );
  /** A transaction that has done this and is not committed before what comes back is called. */
  async function hold(work: (manager: EntityManager) => Promise<unknown>): Promise<() => Promise<void>> {
    const [begun, ended] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
    const held = tenant(async (manager) => {
      await work(manager);
      begun.resolve(null);
      await ended.promise;
    });
    await Promise.race([begun.promise, held]);
    return () => {
      ended.resolve(null);
      return held;
    };
  }
  /** Somebody of this database waits for a lock. */
  const somebodyWaits = () =>
    until(async () => {
      const { rows } = await admin.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
  const messages = (scope: LedgerScope) =>
    tenant((manager) =>
      manager.query(`select payload from outbox where topic = 'signal-event' and payload->>'runId' = $1`, [
        scope.runId,
      ]),
    );

  return {
    tenant,
    newRun,
    waitOf,
    begin,
    look,
    open,
    read,
    emit,
    hold,
    somebodyWaits,
    messages,
    /** The test's own observatory, and another one. */
    observatory: () => ours.observatoryId,
    stranger: async () => (await createWorkspace(db)).observatoryId,
    makeListener: () => makeRule(db.database, ours.observatoryId),
    admin: () => admin,
  };
}
