/** The browser's time zone, so that the server's first paint already shows local times. */
export const TIME_ZONE_COOKIE = 'jarvis_tz';
