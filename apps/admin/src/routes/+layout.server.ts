import { COLUMNS_COOKIE } from '#lib/format/columns.ts';
import { readZone, TIME_ZONE_COOKIE } from '#lib/format/zone-cookie.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, cookies, request }) => {
  return {
    theme: locals.theme,
    now: Date.now(),
    zone: readZone(cookies.get(TIME_ZONE_COOKIE)),
    // What a browser calls itself, so that a phone is not sent what only a desk shows.
    phone: request.headers.get('sec-ch-ua-mobile') === '?1',
    columns: cookies.get(COLUMNS_COOKIE),
  };
};
