import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { RUN_STATUSES } from '@jarvis/vocabulary';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';
import { resolveFilters, type Put } from './run-filters.js';
import { COLUMNS, inOrder, shownOf } from './run-order.js';
import type { RunsQuery } from './runs.schemas.js';

/** Most words looked for; more make no list shorter that anybody reads. */
const MAX_WORDS = 8;
/** An id or a part of one, at least the eight characters that short forms show. `run-` names its workflow. */
const ID_PART = /^(?:run-)?([0-9a-f]{8}[0-9a-f-]{0,28})$/i;
/** Runs read in order before the indexes are asked. */
const MAX_NEAR = 1_000;
/** A word that more of those have is frequent: its index would name a large part of all runs. */
const MAX_RARE = MAX_NEAR / 50;
const RulesOfWord = z.array(z.object({ pattern: z.string(), rules: z.array(z.uuid()) }));
const Found = z.array(
  z.object({ id: z.uuid(), status: z.enum(RUN_STATUSES), duration_ms: z.string().nullable().default(null) }),
);
export type FoundRun = z.infer<typeof Found>[number];
const Near = z.tuple([z.object({ found: Found, hits: z.array(z.coerce.number()) })]);

/**
 * Finds runs by words. Under row-level security PostgreSQL may not use an index for `ilike`, so this one question is
 * asked by the system's role, with the observatory in its condition; what is shown of a run is read by the tenant's.
 */
@Injectable()
export class RunSearch {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * The runs that pass the filters, in their order and one more than the limit. With words: each stands somewhere in the
   * title, the trigger, the outcome or the name of the rule, or is the id, its beginning, its end, or the workflow's id.
   */
  async find(manager: EntityManager, observatoryId: string, query: RunsQuery): Promise<FoundRun[]> {
    const values: unknown[] = [observatoryId];
    const put = (value: unknown): string => `$${values.push(value)}`;
    const runs = inOrder({ ...query, ...(await resolveFilters(manager, query)) }, put);
    const most = put(query.limit + 1);
    const { q = '', outcome = '', sort } = query;
    const words = wordsOf(q);
    const endings = wordsOf(outcome);
    if (words.length + endings.length === 0) {
      return Found.parse(await manager.query(runs.select(shownOf(sort), 'true', most), values));
    }
    const known = await this.findRules(observatoryId, words);
    const places = [
      ...words.map((word) => placesOf(word, known.get(patternOf(word)) ?? [], put)),
      ...endings.map((word) => placesOfEnding(word, put)),
    ];
    // A word that many runs have is found among the first, without sorting all of them; any other by its indexes.
    const near = await this.database.systemQuery(
      `with near as materialized (${runs.select(COLUMNS, 'true', String(MAX_NEAR))}),
       found as (select ${COLUMNS} from near r where ${allOf(places)} order by ${runs.order} limit ${most})
       select (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'status', status, 'duration_ms', duration_ms::text)
                 order by ${runs.order}), '[]') from found r) as found,
         array[${places.map((place) => `(select count(*) from near r where ${anyOf(place)})`).join(', ')}]::int[] as hits`,
      values,
    );
    const [{ found, hits }] = Near.parse(near);
    if (found.length > query.limit) return found;
    const rarest = Math.min(...hits);
    const asked = places.map((place, index) =>
      (hits[index] ?? 0) <= Math.max(MAX_RARE, rarest) ? place : [...place, WITHOUT_INDEX],
    );
    return Found.parse(await this.database.systemQuery(runs.select(shownOf(sort), allOf(asked), most), values));
  }

  /** The rules are looked up first: PostgreSQL plans well for ids it can see, and badly for a list yet to be made. */
  private async findRules(observatoryId: string, words: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await this.database.systemQuery(
      `select p.pattern, array_agg(r.id) as rules from unnest($2::text[]) as p (pattern)
       join automation_rules r on r.name ilike p.pattern where r.observatory_id = $1 group by p.pattern`,
      [observatoryId, words.map(patternOf)],
    );
    return new Map(RulesOfWord.parse(rows).map((row) => [row.pattern, row.rules]));
  }
}

const wordsOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
const patternOf = (word: string): string => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;

/** Never true, and no index knows it: PostgreSQL then looks for the word only in the rows that the others found. */
const WITHOUT_INDEX = 'r.words is null';
const anyOf = (places: readonly string[]): string => `(${places.join(' or ')})`;
const allOf = (words: readonly (readonly string[])[]): string => words.map(anyOf).join(' and ') || 'true';

/** Where a word may stand. Each has an index: runs_words, runs_of_rule, the keys, runs_short_id. */
function placesOf(word: string, rules: readonly string[], put: Put): string[] {
  const places = [
    `r.words ilike ${put(patternOf(word))}`,
    `r.workflow_id = ${put(word)}`,
    ...(rules.length === 0 ? [] : [`r.rule_id = any (${put(rules)})`]),
  ];
  const digits = ID_PART.exec(word)?.[1]?.toLowerCase().replaceAll('-', '') ?? '';
  if (digits.length < 8 || digits.length > 32) return places;
  return [
    ...places,
    `r.id between ${put(digits.padEnd(32, '0'))}::uuid and ${put(digits.padEnd(32, 'f'))}::uuid`,
    `(right(r.id::text, 8) = ${put(digits.slice(-8))} and replace(r.id::text, '-', '') like ${put(`%${digits}`)})`,
  ];
}

/** The outcome is a part of the words, whose index finds them; what it finds elsewhere is left out. */
function placesOfEnding(word: string, put: Put): string[] {
  const pattern = put(patternOf(word));
  return [`(r.words ilike ${pattern} and r.outcome_message ilike ${pattern})`];
}
