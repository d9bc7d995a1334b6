import type { InternalEvent } from '@jarvis/vocabulary';

/**
 * Whose events these are: of Jarvis itself, of the rules, which emit them by an action, the calls of a rule, whose name is
 * the id of the rule that is called, or of platforms, whose name is the id of what is watched there.
 */
export const EVENT_SOURCES = { jarvis: 'jarvis', rules: 'rules', calls: 'calls', platforms: 'platforms' } as const;

interface Emitted {
  /** What of the row makes the event the same one when it comes again: SQL of the source. */
  id: string;
  /** In a few words, for lists: SQL. */
  summary: string;
  /** What expressions read as `event`: SQL of a jsonb object. */
  body: string;
  /** The run that caused it: SQL; its chain goes on. */
  causeRunId: string;
  /** Rows with `observatory_id`, for example `settled where status = 'expired'`. */
  from: string;
}

/**
 * A common table expression `emitted`: something happened that rules listen to. As a part of the statement that makes it
 * happen it can neither be lost nor come without it, and the runs that it starts are committed with both.
 */
export function emitting(name: InternalEvent, { id, summary, body, causeRunId, from }: Emitted): string {
  return `emitted as (
    insert into events (observatory_id, source, name, dedupe_key, summary, body, cause_run_id)
    select observatory_id, '${EVENT_SOURCES.jarvis}', '${name}', '${name}/' || ${id}, ${summary}, ${body}, ${causeRunId}
    from ${from}
    on conflict (observatory_id, source, dedupe_key) do nothing)`;
}
