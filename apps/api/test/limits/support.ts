import { randomUUID } from 'node:crypto';
import { until } from '@jarvis/testing';
import pg from 'pg';
import { z } from 'zod';
import type { TestApi } from '../support/api.js';
import { publishRule } from '../support/rules.js';

export interface Held {
  id: string;
  /** What the event said. */
  number: number;
  status: string;
  phase: string | null;
  waiting_for: string | null;
  outcome_message: string | null;
}

/** A rule with limits that an event of its own starts. Its runs are not carried out: the tests say when they end. */
export class LimitedRule {
  private constructor(
    private readonly api: TestApi,
    private readonly owner: { observatoryId: string; token: string },
    readonly ruleId: string,
    private readonly event: string,
  ) {}

  static async publish(
    api: TestApi,
    owner: { observatoryId: string; token: string },
    limits: object | null,
    steps: object[] = [{ id: 'end', kind: 'stop', outcome: 'succeeded' }],
  ): Promise<LimitedRule> {
    const event = `limited.e${randomUUID().replaceAll('-', '')}`;
    const { ruleId } = await publishRule(api, owner.token, sourceOf(event, limits, steps));
    return new LimitedRule(api, owner, ruleId, event);
  }

  /** A version of which the steps differ, too. */
  async publishAgain(limits: object | null, body: object = {}): Promise<unknown> {
    const { token } = this.owner;
    const source = sourceOf(this.event, limits, [{ id: 'end', kind: 'stop', outcome: 'succeeded', message: 'Again' }]);
    await this.api.call('PUT', `/api/v1/rules/${this.ruleId}/draft`, { token, body: { source, revision: 1 } });
    const reply = await this.api.call('POST', `/api/v1/rules/${this.ruleId}/publish`, { token, body });
    if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
    return reply.data(z.unknown());
  }

  /** Events come in, one after the other; `body` is what each has besides its number. */
  async happen(numbers: readonly number[], body: object = {}): Promise<void> {
    for (const number of numbers) {
      await this.api.query(
        `insert into events (observatory_id, source, name, dedupe_key, summary, body) values ($1, 'rules', $2, $3, 'An order', $4)`,
        [this.owner.observatoryId, this.event, randomUUID(), JSON.stringify({ number, ...body })],
      );
    }
  }

  /** In the order in which they came. */
  async runs(): Promise<Held[]> {
    const rows = await this.api.query(
      `select r.id, coalesce(r.event ->> 'number', r.event #>> '{items,0,number}')::int as number, r.status, h.phase, r.waiting_for, r.outcome_message
       from runs r left join run_holds h on h.run_id = r.id where r.rule_id = $1 order by h.place, r.created_at`,
      [this.ruleId],
    );
    return rows as unknown as Held[];
  }

  /** Waits until the runs are in these phases, by what their events say. */
  async become(phases: Record<string, number[]>): Promise<void> {
    const wanted = JSON.stringify(phases);
    const seen = async () => {
      const now: Record<string, number[]> = {};
      for (const { phase, number } of await this.runs()) (now[phase ?? 'free'] ??= []).push(number);
      return JSON.stringify(Object.fromEntries(Object.keys(phases).map((phase) => [phase, now[phase] ?? []])));
    };
    await until(async () => (await seen()) === wanted, { seen });
  }

  /** The run of an event ends, as when its workflow has. */
  async end(number: number): Promise<void> {
    const run = (await this.runs()).find((one) => one.number === number);
    await this.api.query(`update runs set status = 'succeeded', finished_at = now() where id = $1`, [run?.id]);
  }

  /**
   * Somebody else is at work on the run of an event until `meanwhile` is over and somebody waits for it.
   * @param work what that one does, with the run's id as its parameter
   */
  async atWork(number: number, { work, meanwhile }: { work: string[]; meanwhile: () => Promise<void> }): Promise<void> {
    const run = (await this.runs()).find((one) => one.number === number);
    const other = new pg.Client({ connectionString: this.api.postgres.adminUrl });
    await other.connect();
    try {
      await other.query('begin');
      await other.query('select from runs where id = $1 for no key update', [run?.id]);
      await meanwhile();
      await until(async () => {
        const waiting = await this.api.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      for (const statement of work) await other.query(statement, [run?.id]);
      await other.query('commit');
    } finally {
      await other.end();
    }
  }

  /** So much time passes for what is held. */
  async pass(interval: string): Promise<void> {
    await this.api.query(
      `update run_holds set came_at = came_at - $2::interval, since = since - $2::interval, started_at = started_at - $2::interval,
         due = due - $2::interval where rule_id = $1`,
      [this.ruleId, interval],
    );
  }
}

function sourceOf(event: string, limits: object | null, steps: object[]): string {
  const trigger = { kind: 'event', name: event };
  return JSON.stringify({ format: 1, name: 'Limited', trigger, ...(limits ? { limits } : {}), steps });
}
