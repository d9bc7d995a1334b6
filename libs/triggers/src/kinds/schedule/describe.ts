import { describeDuration } from '@jarvis/steps/language';
import type { KindOfTrigger } from '../../kind.js';
import type { Cron } from './cron.js';
import type { ScheduleTrigger } from './schema.js';
import { readSchedule } from './times.js';

const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const WEEKDAYS = '1,2,3,4,5';

/** `Every weekday at 09:00 Europe/Paris`. */
export const describe: KindOfTrigger<ScheduleTrigger>['describe'] = (trigger) => {
  const times = readSchedule(trigger);
  if (times.kind === 'interval') return everyText(times.everyMs);
  const written = trigger.cron ?? trigger.every ?? '';
  return times.kind === 'cron' ? `${cronText(times.cron, written)} ${times.timezone}` : `At the times “${written}”`;
};

function everyText(everyMs: number): string {
  const words = describeDuration(everyMs);
  return words.startsWith('1 ') ? `Every ${words.slice(2)}` : `Every ${words}`;
}

function cronText(cron: Cron, source: string): string {
  const { minutes, hours, daysOfMonth, months, daysOfWeek } = cron;
  const everyDay = !cron.eitherDay && daysOfMonth.length === 31 && daysOfWeek.length === 7 && months.length === 12;
  const [minute = 0] = minutes;

  if (everyDay && hours.length === 24) {
    if (minutes.length === 60) return 'Every minute,';
    if (minutes.length === 1) return minute === 0 ? 'Every hour,' : `Every hour at minute ${String(minute)},`;
    const step = (minutes[1] ?? 0) - minute;
    const even =
      minute === 0 &&
      60 % step === 0 &&
      minutes.length === 60 / step &&
      minutes.every((value, index) => value === index * step);
    return even ? `Every ${String(step)} minutes,` : `At minutes ${listOf(minutes.map(String))} of every hour,`;
  }
  if (minutes.length > 1 || hours.length > 4 || months.length < 12) return `At the times “${source.trim()}”`;

  const times = listOf(hours.map((hour) => `${pad(hour)}:${pad(minute)}`));
  if (everyDay) return `Every day at ${times}`;
  if (cron.eitherDay) {
    if (daysOfMonth.length > 5) return `At the times “${source.trim()}”`;
    return `On day ${listOf(daysOfMonth.map(String))} of every month and every ${weekWords(daysOfWeek)} at ${times}`;
  }
  if (daysOfMonth.length === 31) {
    return `Every ${weekWords(daysOfWeek)} at ${times}`;
  }
  if (daysOfWeek.length === 7 && daysOfMonth.length <= 5)
    return `On day ${listOf(daysOfMonth.map(String))} of every month at ${times}`;
  return `At the times “${source.trim()}”`;
}

function weekWords(daysOfWeek: number[]): string {
  if (daysOfWeek.join() === WEEKDAYS) return 'weekday';
  if (daysOfWeek.join() === '0,6') return 'weekend day';
  return listOf(daysOfWeek.map((day) => DAY_NAMES[day] ?? ''));
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function listOf(items: string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
