import { getContext, setContext } from 'svelte';
import { countPendingApprovals } from '#lib/api/calls.ts';

const KEY = Symbol('pending approvals');

/** How many approvals wait for an answer; shown in the rail. Lists load their own. */
export class PendingApprovals {
  count = $state(0);

  constructor(initial: number) {
    this.count = initial;
  }

  refresh = async (): Promise<void> => {
    this.count = (await countPendingApprovals(fetch)).pending;
  };
}

export function providePending(initial: number): PendingApprovals {
  return setContext(KEY, new PendingApprovals(initial));
}

export function usePending(): PendingApprovals {
  return getContext<PendingApprovals>(KEY);
}
