import 'unplugin-icons/types/svelte5';
import type { Me, Platform as ShownPlatform, RunDetail } from '#lib/api/types.ts';
import type { Theme } from '#lib/format/theme.ts';

declare global {
  namespace App {
    interface Error {
      status: number;
      message: string;
      /** What to quote to whoever runs this installation. */
      requestId?: string;
      /** Machine code of the API, such as `service-unavailable`. */
      code?: string;
    }
    interface PageState {
      /** The rule's panel covers its canvas, on a narrow screen. */
      panel?: boolean;
    }
    interface PageData {
      /** Behind the sign-in. */
      me?: Me;
      /** Behind the sign-in: how each platform is called and drawn. */
      platforms?: ShownPlatform[];
      /** On the page of a run. */
      run?: RunDetail;
    }
    interface Locals {
      accessToken: string | null;
      theme: Theme;
    }
  }
}

export {};
