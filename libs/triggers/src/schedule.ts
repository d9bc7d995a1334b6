/** What the builder of schedules in the admin is made of; without zod. */
export {
  cronOf,
  fromMonday,
  MONTH_DAY_WORDS,
  readClicks,
  writeClicks,
  type Clicks,
  type MonthDay,
  type Rhythm,
} from './kinds/schedule/clicks.js';
