import { describe, expect, it } from '@jest/globals';
import { VendorPlaces } from './vendor-places.js';

type Place = Promise<(() => void) | undefined>;
const take = (places: VendorPlaces, tenant: string, times: number, platform = 'vendor'): Place[] =>
  Array.from({ length: times }, () => places.take({ platform, tenant }));

/** Those that have got their answer already; the others wait. */
async function settledOf(promises: Place[]) {
  const pending = Symbol('pending');
  await new Promise((resolve) => setImmediate(resolve));
  const states = await Promise.all(promises.map((promise) => Promise.race([promise, Promise.resolve(pending)])));
  return states.filter((state) => state !== pending);
}

describe('VendorPlaces', () => {
  it('keeps places for others whatever one observatory does', async () => {
    const places = new VendorPlaces(500);
    const many = take(places, 'busy', 70);
    expect((await settledOf(many)).filter((place) => place !== undefined)).toHaveLength(8);
    // Beyond those that wait, the rest is sent away at once.
    expect((await settledOf(many)).filter((place) => place === undefined)).toHaveLength(70 - 8 - 16);
    expect((await settledOf(take(places, 'other', 3))).filter(Boolean)).toHaveLength(3);
    expect((await settledOf(take(places, 'busy', 3, 'another vendor'))).filter(Boolean)).toHaveLength(3);
    // Nobody waits for ever.
    expect((await Promise.all(many)).filter((place) => place === undefined)).toHaveLength(62);
  });

  it('hands a place over to who waits longest, of those who may', async () => {
    const places = new VendorPlaces(60_000);
    const held = await Promise.all(['a', 'b', 'c'].flatMap((tenant) => take(places, tenant, 8)));
    // The platform is full; "a" is at its own limit besides.
    const [ofA = [], ofD = []] = ['a', 'd'].map((tenant) => take(places, tenant, 1));
    held[8]?.();
    expect(await settledOf(ofD)).toHaveLength(1);
    expect(await settledOf(ofA)).toHaveLength(0);
    held[0]?.();
    expect(await settledOf(ofA)).toHaveLength(1);
  });

  it('lets no vendor, and no number of observatories, hold more than its share of the worker', async () => {
    const places = new VendorPlaces(100);
    const all = Array.from({ length: 40 }, (_, index) => take(places, `tenant ${index.toString()}`, 8)).flat();
    const sentAway = (await settledOf(all)).filter((place) => place === undefined);
    expect(all.length - sentAway.length).toBe(24 + 48);
    await Promise.all(all);
  });
});
