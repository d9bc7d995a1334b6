import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import { lookNow, notify, type AutomationRule, type Database } from '@jarvis/database';
import { Crossing, Watched } from '@jarvis/triggers';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import type { WatchShape } from './rule-triggers.schemas.js';

const Rows = z.array(
  z.object({
    uses: z.string(),
    connection_id: z.uuid().nullable(),
    settings: z.unknown(),
    cursor: z.unknown(),
    watches: z.enum(['events', 'number']),
    account_name: z.string().nullable(),
    next_at: z.coerce.date(),
    looking: z.boolean(),
    last_polled_at: z.coerce.date().nullable(),
    last_event_at: z.coerce.date().nullable(),
    failures: z.int(),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    error_hint: z.string().nullable(),
  }),
);

/** Looks at a number in a row that fail before anybody is told: the next one may well find it. */
const TOLD_AFTER = 3;

const isSlip = ({ watches, failures }: z.infer<typeof Rows>[number]) => watches === 'number' && failures < TOLD_AFTER;

function numberOf({ settings, cursor }: z.infer<typeof Rows>[number]): z.input<typeof WatchShape>['number'] {
  const { side, line, rearm } = Watched.parse(settings);
  const known = cursor === null ? undefined : Crossing.parse(cursor);
  const { state = 'unknown', since = null, looks = [] } = known ?? {};
  return { state, side, line, rearm, since, looks };
}

const Problems = z.array(z.object({ rule_id: z.uuid(), error_message: z.string() }));

/** What is watched on a platform for a rule. The worker does the looking. */
@Injectable()
export class WatchService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
  ) {}

  /** Null for a rule that something else starts. */
  async of(
    manager: EntityManager,
    { id, enabled }: Pick<AutomationRule, 'id' | 'enabled'>,
  ): Promise<z.input<typeof WatchShape> | null> {
    const rows: unknown = await manager.query(
      `select s.uses, s.watches, s.settings, s.cursor, s.connection_id, i.account_name, s.next_at, s.last_polled_at, s.last_event_at, s.failures,
         s.error_code, s.error_message, s.error_hint, coalesce(s.claimed_until > now(), false) as looking
       from event_listeners l
       join event_sources s on s.id::text = l.name
       left join integrations i on i.id = s.connection_id
       where l.rule_id = $1 and l.source = 'platforms'`,
      [id],
    );
    const [row] = Rows.parse(rows);
    if (row === undefined) return null;
    const number = row.watches === 'number' ? numberOf(row) : null;
    const known = number ? this.registry.getAction(row.uses) : this.registry.getTrigger(row.uses);
    const { error_code: code, error_message: message, error_hint: hint } = row;
    return {
      uses: row.uses,
      title: known?.title ?? row.uses,
      platform: known?.platform ?? row.uses,
      connection: row.connection_id === null ? null : { id: row.connection_id, accountName: row.account_name },
      lastLookedAt: row.last_polled_at,
      nextLookAt: enabled && !row.looking ? row.next_at : null,
      looking: row.looking,
      lastEventAt: row.last_event_at,
      failures: row.failures,
      error: code === null || isSlip(row) ? null : { code, message: message ?? '', hint },
      number,
    };
  }

  /** Why what rules watch could not be looked at the last time, in words, by the id of the rule. */
  async problemsOf(manager: EntityManager, ruleIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows: unknown = await manager.query(
      `select l.rule_id, s.error_message from event_listeners l join event_sources s on s.id::text = l.name
       where l.rule_id = any ($1) and l.source = 'platforms' and s.error_message is not null
         and (s.watches <> 'number' or s.failures >= $2)`,
      [ruleIds, TOLD_AFTER],
    );
    return new Map(Problems.parse(rows).map(({ rule_id, error_message }) => [rule_id, error_message]));
  }

  /** @throws ApiError 409 where there is nothing to look at */
  lookNow({ observatoryId }: Principal, ruleId: string): Promise<z.input<typeof WatchShape>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rule = await findRuleOrFail(manager, ruleId);
      if (!rule.enabled) throw isOff();
      if (!(await lookNow(manager, ruleId))) throw watchesNothing();
      await notify(manager, { type: 'rule_updated', observatoryId, id: ruleId });
      const watch = await this.of(manager, rule);
      if (watch === null) throw watchesNothing();
      return watch;
    });
  }
}

function isOff() {
  return refuse.conflict({
    code: 'rule-off',
    message: 'This rule is off, so nobody looks for it.',
    hint: 'Switch it on first. It hears of what happens from then on.',
  });
}

function watchesNothing() {
  return refuse.conflict({
    code: 'nothing-watched',
    message: 'This rule watches nothing.',
    hint: 'Publish it with a trigger of kind “platform” or “condition”.',
  });
}
