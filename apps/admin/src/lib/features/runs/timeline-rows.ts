export interface Times {
  startedAt: string | null;
  finishedAt: string | null;
}

/** What the timeline needs of a step's record. */
export interface Recorded extends Times {
  id: string;
  path: string;
  iteration: string;
  kind: string;
  status: string;
  input: unknown;
  output: unknown;
  approval?: { status: string };
}

/** What people read of a step: of one that asked, the answer. */
export const shownStatus = ({ status, approval }: { status: string; approval?: { status: string } }): string =>
  approval && approval.status !== 'pending' ? approval.status : status;

/** A step as it ran once, with what ran inside of it. */
export interface Row<S extends Recorded> {
  key: string;
  step: S;
  /** With those of what ran inside of it: a step that is written together with others has their time. */
  times: Times;
  /** Of a loop that has read its list. */
  items?: Items<S>;
  branches?: Branch<S>[];
  /** What ran because it had failed, and what undid it. */
  asides?: { key: string; label: string; rows: Row<S>[] }[];
}

/** The items of a loop that have begun, in their order. */
export interface Items<S extends Recorded> {
  /** How many the list holds, as far as the record says. */
  total: number;
  begun: Item<S>[];
  done: number;
}

/** A stretch of a run: an item of a loop, or a branch beside others. */
export interface Stretch<S extends Recorded> extends Times {
  key: string;
  status: string;
  rows: Row<S>[];
  /** Of the steps of its list, how many have ended, and how many there are where the definition is known. */
  ended: number;
  steps: number | undefined;
}

export interface Item<S extends Recorded> extends Stretch<S> {
  /** From 0. */
  index: number;
}

export interface Branch<S extends Recorded> extends Stretch<S> {
  name: string;
}

/** Where a step ran: its path, after the items it ran in. Unique in a run, and what addresses name it by. */
export const placeOf = ({ path, iteration }: { path: string; iteration: string }): string =>
  iteration === '' ? path : `${iteration}/${path}`;

/** The keys of what a row lies in, from the outside, and its own; undefined when it is not there. */
export function wayTo<S extends Recorded>(rows: readonly Row<S>[], key: string): string[] | undefined {
  for (const row of rows) {
    if (row.key === key) return [key];
    for (const stretch of row.items?.begun ?? row.branches ?? []) {
      const inner = wayTo(stretch.rows, key);
      if (inner) return [row.key, stretch.key, ...inner];
    }
    for (const aside of row.asides ?? []) {
      const inner = wayTo(aside.rows, key);
      if (inner) return [row.key, aside.key, ...inner];
    }
  }
  return undefined;
}
