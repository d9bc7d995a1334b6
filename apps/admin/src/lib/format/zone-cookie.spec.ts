import { describe, expect, it } from '@jest/globals';
import { readZone, writeZone } from './zone-cookie.js';

describe('the cookie of the time zone', () => {
  it('is read as it was written', () => {
    const zone = { timeZone: 'America/Argentina/Buenos_Aires', offset: 180 };
    const value = /^jarvis_tz=([^;]+);/.exec(writeZone(zone))?.[1];
    expect(readZone(decodeURIComponent(value ?? ''))).toEqual(zone);
  });

  it('may lack its offset, as earlier versions wrote it', () => {
    expect(readZone('Europe/Berlin')).toEqual({ timeZone: 'Europe/Berlin', offset: undefined });
  });

  it.each([undefined, '', 'Mars/Olympus -60', '<script> 0'])('is not believed: %j', (cookie) => {
    expect(readZone(cookie)).toBeUndefined();
  });
});
