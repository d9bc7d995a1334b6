import type { Hono } from 'hono';
import type { html } from 'hono/html';
import type { FaultQueue } from './faults.js';
import type { Journal } from './journal.js';
import type { Page } from './layout.js';
import type { OAuthTerms } from './oauth.js';
import type { Store } from './store.js';
import type { Bindings, VendorApp } from './vendor-app.js';

export type Html = ReturnType<typeof html>;

/** What every stand-in works with. */
export interface StandInTools {
  store: Store;
  journal: Journal;
  faults: FaultQueue;
  /** Where Jarvis hears what happens on a platform; undefined where nobody has said where Jarvis is. */
  hookUrl: (platform: string) => string | undefined;
  /** Aborts when the sandbox stops: nothing is sent after that. */
  stopping: AbortSignal;
  /** A page in the frame that all pages of the sandbox have. */
  frame: (page: Page) => Html;
}

/** Speaks a vendor's wire format in the vendor's stead. The sandbox knows no vendor but by this. */
export interface StandIn {
  /** As the connector calls it. */
  platform: string;
  /** Where people sign in with the vendor, and what its tokens are like. */
  oauth?: OAuthTerms;
  /** What people can look at. */
  pages?: {
    /** In the navigation. */
    link: { href: string; label: string };
    open(tools: StandInTools): Pages;
  };
  /** What answers under each of the vendor's real hosts. */
  open(tools: StandInTools): Vendor;
}

interface Vendor {
  hosts: Readonly<Record<string, VendorApp>>;
  /** Paths that lead to the first host whatever the request names: for an SDK that takes another base address. */
  paths?: readonly string[];
}

export interface Pages {
  app: Hono<Bindings>;
  /** For the overview: how many there are, what they are called, and the latest. */
  summary(): { count: number; label: string; href: string; latest?: Html | undefined };
}
