import { page } from '$app/state';
import type { Platform } from '#lib/api/types.ts';
import { capitalize } from '#lib/format/words.ts';

/** How a platform is called and drawn; undefined for one that is not installed (any more). */
export function platformOf(platform: string): Platform | undefined {
  return page.data.platforms?.find((one) => one.platform === platform);
}

export function platformName(platform: string): string {
  return platformOf(platform)?.shortTitle ?? capitalize(platform);
}
