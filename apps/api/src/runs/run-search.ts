import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { z } from 'zod';
import { decodeCursor } from '../http/page.js';
import { DATABASE } from '../infrastructure/tokens.js';
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
const Near = z.tuple([z.object({ ids: z.array(z.uuid()), hits: z.array(z.coerce.number()) })]);
const Found = z.array(z.object({ id: z.uuid() }));

/**
 * Finds runs by words. Under row-level security PostgreSQL may not use an index for `ilike`, so this one question is
 * asked by the system's role, with the observatory in its condition; what is shown of a run is read by the tenant's.
 */
@Injectable()
export class RunSearch {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Ids of the runs, newest first and one more than the limit, that have every word somewhere: in the trigger, the
   * outcome or the name of the rule, or as the id, its beginning, its end, or the workflow's id.
   */
  async find(observatoryId: string, { q = '', limit, cursor, ruleId, status }: RunsQuery): Promise<string[]> {
    const values: unknown[] = [observatoryId];
    const put = (value: unknown): string => `$${values.push(value)}`;
    const conditions = ['r.observatory_id = $1'];
    const after = decodeCursor(cursor);
    if (after) {
      const id = put(after.id);
      const moment = `coalesce((select created_at from runs where observatory_id = $1 and id = ${id}), ${put(after.at)})`;
      conditions.push(`(r.created_at, r.id) < (${moment}, ${id})`);
    }
    if (ruleId !== undefined) conditions.push(`r.rule_id = ${put(ruleId)}`);
    if (status !== undefined) conditions.push(`r.status = any (${put(status)})`);
    const within = conditions.join(' and ');
    const words = await this.findWords(observatoryId, q);
    const places = words.map((word) => placesOf(word, put));
    const newest = 'order by r.created_at desc, r.id desc limit';
    const most = put(limit + 1);
    // A word that many runs have is found among the newest, without sorting all of them; any other by its indexes.
    const near = await this.database.systemQuery(
      `with near as materialized
         (select r.id, r.created_at, r.words, r.workflow_id, r.rule_id from runs r where ${within} ${newest} ${MAX_NEAR})
       select array(select r.id from near r where ${allOf(places)} ${newest} ${most}) as ids,
         array[${places.map((place) => `(select count(*) from near r where ${anyOf(place)})`).join(', ')}]::int[] as hits`,
      values,
    );
    const [{ ids, hits }] = Near.parse(near);
    if (ids.length > limit) return ids;
    const rarest = Math.min(...hits);
    const asked = places.map((place, index) =>
      (hits[index] ?? 0) <= Math.max(MAX_RARE, rarest) ? place : [...place, WITHOUT_INDEX],
    );
    const rows = await this.database.systemQuery(
      `select r.id from runs r where ${within} and ${allOf(asked)} ${newest} ${most}`,
      values,
    );
    return Found.parse(rows).map(({ id }) => id);
  }

  /** The rules are looked up first: PostgreSQL plans well for ids it can see, and badly for a list yet to be made. */
  private async findWords(observatoryId: string, q: string): Promise<Word[]> {
    const words = q.split(/\s+/).filter((word) => word !== '');
    const wanted = words.slice(0, MAX_WORDS).map((word) => ({
      word,
      pattern: `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`,
    }));
    const rows = await this.database.systemQuery(
      `select p.pattern, array_agg(r.id) as rules from unnest($2::text[]) as p (pattern)
       join automation_rules r on r.name ilike p.pattern where r.observatory_id = $1 group by p.pattern`,
      [observatoryId, wanted.map(({ pattern }) => pattern)],
    );
    const rules = new Map(RulesOfWord.parse(rows).map((row) => [row.pattern, row.rules]));
    return wanted.map((word) => ({ ...word, rules: rules.get(word.pattern) ?? [] }));
  }
}

interface Word {
  word: string;
  pattern: string;
  /** Whose name has the word. */
  rules: string[];
}

/** Never true, and no index knows it: PostgreSQL then looks for the word only in the rows that the others found. */
const WITHOUT_INDEX = 'r.words is null';
const anyOf = (places: readonly string[]): string => `(${places.join(' or ')})`;
const allOf = (words: readonly (readonly string[])[]): string => words.map(anyOf).join(' and ') || 'true';

/** Where a word may stand. Each has an index: runs_words, runs_of_rule, the keys, runs_short_id. */
function placesOf({ word, pattern, rules }: Word, put: (value: unknown) => string): string[] {
  const places = [
    `r.words ilike ${put(pattern)}`,
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
