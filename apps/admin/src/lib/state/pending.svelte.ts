import { getContext, setContext } from 'svelte';
import { listApprovals } from '#lib/api/calls.ts';
import type { ApprovalSummary } from '#lib/api/types.ts';

const KEY = Symbol('pending approvals');
export const PENDING_LIMIT = 100;

/** What waits for an answer, by deadline; shared by the rail, the queue and the palette. */
export class PendingApprovals {
  list = $state.raw<ApprovalSummary[]>([]);
  readonly queue = $derived([...this.list].sort((a, b) => a.expiresAt.localeCompare(b.expiresAt)));

  constructor(initial: ApprovalSummary[]) {
    this.list = initial;
  }

  refresh = async (): Promise<void> => {
    this.list = (await listApprovals(fetch, { status: 'pending', limit: PENDING_LIMIT })).items;
  };

  /** Takes a decided one off at once; the next event confirms it. */
  remove(id: string): void {
    this.list = this.list.filter((approval) => approval.id !== id);
  }
}

export function providePending(initial: ApprovalSummary[]): PendingApprovals {
  return setContext(KEY, new PendingApprovals(initial));
}

export function usePending(): PendingApprovals {
  return getContext<PendingApprovals>(KEY);
}
