import type { Browser, BrowserContext } from '@playwright/test';

/** What a first visit of a page transfers as scripts. */
export interface PageWeight {
  files: number;
  /** As they came over the wire, compressed; without the headers of the answers, some 350 bytes a file. */
  bytes: number;
}

/** Opens the page in a fresh browser context (nothing cached) and waits until nothing more comes by itself. */
export function weighPage(
  browser: Browser,
  options: { baseURL: string; path: string; storageState: Awaited<ReturnType<BrowserContext['storageState']>> },
): Promise<PageWeight>;
