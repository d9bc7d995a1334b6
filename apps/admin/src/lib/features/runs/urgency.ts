/** What one comes to a run to see, the most urgent first. */
export const URGENT = ['failed', 'waiting', 'running', 'rejected', 'expired'] as const;

/** The lower, the sooner it is shown. */
export function urgencyOf({ status }: { status: string }): number {
  const place = URGENT.findIndex((one) => one === status);
  return place === -1 ? URGENT.length : place;
}
