/** One observatory at one platform, in this process. */
const AT_ONCE = 8;
/** All observatories at one platform: the others must keep places whatever this vendor does. */
const AT_ONCE_OF_PLATFORM = 24;
/** Waiting here is cheaper than coming again, but whoever waits holds one of Temporal's slots. */
const WAITING = 16;
const WAITING_OF_PLATFORM = 48;
const WAIT_MS = 6000;

interface Waiter {
  tenant: string;
  enter: () => void;
}

interface Count {
  running: number;
  waiting: number;
}

interface Platform {
  running: number;
  tenants: Map<string, Count>;
  queue: Waiter[];
}

/**
 * How many calls may be under way at a vendor. Without a limit, the runs of one observatory at a vendor that never
 * answers hold every slot of the worker, and everybody's steps wait.
 */
export class VendorPlaces {
  private readonly platforms = new Map<string, Platform>();

  constructor(private readonly waitMs = WAIT_MS) {}

  /**
   * A place, after a wait of some seconds if need be.
   * @returns a function that gives it up, or undefined when there was none
   */
  async take({ platform: name, tenant }: { platform: string; tenant: string }): Promise<(() => void) | undefined> {
    const platform: Platform = this.platforms.get(name) ?? { running: 0, tenants: new Map(), queue: [] };
    this.platforms.set(name, platform);
    const own: Count = platform.tenants.get(tenant) ?? { running: 0, waiting: 0 };
    platform.tenants.set(tenant, own);
    const release = (): void => this.release(name, tenant);
    if (mayEnter(platform, own)) {
      enter(platform, own);
      return release;
    }
    if (own.waiting >= WAITING || platform.queue.length >= WAITING_OF_PLATFORM) {
      this.forget(name, tenant);
      return undefined;
    }
    own.waiting += 1;
    const entered = await this.wait(platform, tenant);
    own.waiting -= 1;
    if (entered) return release;
    this.forget(name, tenant);
    return undefined;
  }

  private wait(platform: Platform, tenant: string): Promise<boolean> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        tenant,
        enter: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        platform.queue = platform.queue.filter((other) => other !== waiter);
        resolve(false);
      }, this.waitMs);
      platform.queue.push(waiter);
    });
  }

  private release(name: string, tenant: string): void {
    const platform = this.platforms.get(name);
    const own = platform?.tenants.get(tenant);
    if (!platform || !own) return;
    platform.running -= 1;
    own.running -= 1;
    this.letIn(platform);
    this.forget(name, tenant);
  }

  /** The place is handed over by whoever leaves, so that nobody can slip in between. */
  private letIn(platform: Platform): void {
    const index = platform.queue.findIndex(({ tenant }) => mayEnter(platform, platform.tenants.get(tenant)));
    const [next] = index < 0 ? [] : platform.queue.splice(index, 1);
    if (!next) return;
    enter(platform, platform.tenants.get(next.tenant));
    next.enter();
  }

  private forget(name: string, tenant: string): void {
    const platform = this.platforms.get(name);
    const own = platform?.tenants.get(tenant);
    if (platform && own?.running === 0 && own.waiting === 0) platform.tenants.delete(tenant);
    if (platform?.tenants.size === 0) this.platforms.delete(name);
  }
}

function mayEnter(platform: Platform, own: Count | undefined): boolean {
  return platform.running < AT_ONCE_OF_PLATFORM && (own?.running ?? 0) < AT_ONCE;
}

function enter(platform: Platform, own: Count | undefined): void {
  platform.running += 1;
  if (own) own.running += 1;
}
