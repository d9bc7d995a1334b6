import { suggestPlace } from '@jarvis/issues/suggest';

/** Zones whose place was renamed, by the name `Intl` still uses (tz database, file `backward`). */
const RENAMED = new Map([
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['America/Godthab', 'America/Nuuk'],
  ['America/Indianapolis', 'America/Indiana/Indianapolis'],
  ['America/Louisville', 'America/Kentucky/Louisville'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Atlantic/Faeroe', 'Atlantic/Faroe'],
  ['Europe/Kiev', 'Europe/Kyiv'],
]);

/** Short names that are whole zones in the tz database, with their summer time. */
const WHOLE_ZONES = new Set([
  'UTC',
  'GMT',
  'UCT',
  'ZULU',
  'CET',
  'EET',
  'MET',
  'WET',
  'PRC',
  'ROC',
  'ROK',
  'GB',
  'NZ',
  'CUBA',
  'EIRE',
  'IRAN',
]);

/**
 * What people mean by an abbreviation. It names an offset, or several, and never a place: half the year it is wrong
 * there, or nothing like it exists (CST is Chicago, Shanghai and Havana).
 */
const MEANT = new Map([
  ['PST', 'America/Los_Angeles'],
  ['PDT', 'America/Los_Angeles'],
  ['PT', 'America/Los_Angeles'],
  ['MST', 'America/Denver'],
  ['MDT', 'America/Denver'],
  ['MT', 'America/Denver'],
  ['CST', 'America/Chicago'],
  ['CDT', 'America/Chicago'],
  ['CT', 'America/Chicago'],
  ['EST', 'America/New_York'],
  ['EDT', 'America/New_York'],
  ['ET', 'America/New_York'],
  ['HST', 'Pacific/Honolulu'],
  ['BST', 'Europe/London'],
  ['WEST', 'Europe/Lisbon'],
  ['CEST', 'Europe/Berlin'],
  ['MEZ', 'Europe/Berlin'],
  ['MESZ', 'Europe/Berlin'],
  ['EEST', 'Europe/Athens'],
  ['MSK', 'Europe/Moscow'],
  ['IST', 'Asia/Kolkata'],
  ['JST', 'Asia/Tokyo'],
  ['KST', 'Asia/Seoul'],
  ['SGT', 'Asia/Singapore'],
  ['AEST', 'Australia/Sydney'],
  ['AEDT', 'Australia/Sydney'],
  ['NZST', 'Pacific/Auckland'],
  ['NZDT', 'Pacific/Auckland'],
]);

/** What other tools call the time of the machine that they run on. */
const OWN_TIME = new Set(['LOCAL', 'LOCALTIME', 'SYSTEM', 'DEFAULT', 'BROWSER', 'HOST']);

let places: ReadonlySet<string> | undefined;

/**
 * The one name of a time zone that is checked, shown and sent: the tz database's own spelling, whatever the case it
 * was typed in. `hint` says what to write instead of a name that is refused.
 */
export function resolveTimezone(name: string): { timezone: string } | { hint: string } {
  places ??= new Set(Intl.supportedValuesOf('timeZone'));
  const upper = name.toUpperCase();
  const meant = MEANT.get(upper);
  if (meant !== undefined) {
    return { hint: `“${name}” is an abbreviation, not a place, and knows no summer time. Did you mean “${meant}”?` };
  }
  if (OWN_TIME.has(upper)) {
    return { hint: 'A rule runs on servers, whose own time is nobody’s: name the place, such as Europe/Paris.' };
  }
  const known = lookUp(name);
  // Other abbreviations that Intl happens to know (ACT is Darwin, or the Acre) are nobody's place either.
  const isAbbreviation = /^[A-Z]{1,4}$/.test(upper) && !WHOLE_ZONES.has(upper);
  const isPlace = known !== undefined && (places.has(known) || known === 'UTC' || /^Etc\/GMT[+-]\d{1,2}$/.test(known));
  if (isPlace && !isAbbreviation) return { timezone: RENAMED.get(known) ?? known };
  return { hint: suggestPlace(name, places) ?? 'Use an IANA name, such as Europe/Paris.' };
}

/** What `Intl` calls the zone; undefined for offsets such as +01:00, which are no places, and for what is no zone. */
function lookUp(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
