import { COLUMNS_COOKIE } from '#lib/format/columns.ts';
import { isTimeZone } from '#lib/format/time.ts';
import { TIME_ZONE_COOKIE } from '#lib/format/zone-cookie.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, cookies }) => {
  const zone = cookies.get(TIME_ZONE_COOKIE);
  return {
    theme: locals.theme,
    now: Date.now(),
    timeZone: isTimeZone(zone) ? zone : 'UTC',
    columns: cookies.get(COLUMNS_COOKIE),
  };
};
