import type { FaultQueue } from './faults.js';
import type { Journal } from './journal.js';
import type { Store } from './state.js';

/** What every stand-in works with. */
export interface Sandbox {
  store: Store;
  journal: Journal;
  faults: FaultQueue;
}
