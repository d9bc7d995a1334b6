import { nextTimes, offsetAt, readSchedule, Trigger } from '@jarvis/triggers';
import { z } from 'zod';
import type { NextTimesShape } from '../rule-triggers/rule-triggers.schemas.js';
import { triggerInWords } from '../rule-triggers/trigger-words.js';

const Definition = z.looseObject({ trigger: Trigger });
const COUNT = 10;
const MINUTE_MS = 60_000;

/** When a definition with a schedule runs next; without times where something else starts it, or it cannot be read. Pure. */
export function nextTimesOf(definition: unknown, now: number): NextTimesShape {
  const trigger = Definition.safeParse(definition).data?.trigger;
  const times = trigger?.kind === 'schedule' ? readSchedule(trigger) : undefined;
  const summary = triggerInWords(definition);
  if (times === undefined || times.kind === 'unreadable') return { summary, timezone: null, jitterMs: 0, times: [] };
  const { timezone, jitterMs } = times;
  let before = offsetAt(now, timezone);
  return {
    summary,
    timezone,
    jitterMs,
    times: nextTimes(times, { after: now, count: COUNT }).map((at) => {
      const offset = offsetAt(at, timezone);
      const clocksChanged = offset !== before;
      before = offset;
      return { at: new Date(at).toISOString(), offsetMinutes: offset / MINUTE_MS, clocksChanged };
    }),
  };
}
