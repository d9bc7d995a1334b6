import type { LiveNotice } from '@jarvis/contracts';

/** How long notices about the same observatory gather, so that a busy run is loaded once and not for each step. */
const GATHER_MS = 60;

/** Gathers notices by observatory and hands them on, each row once. */
export class NoticeBuffer {
  private readonly waiting = new Map<string, Map<string, LiveNotice>>();

  constructor(private readonly flush: (observatoryId: string, notices: LiveNotice[]) => void) {}

  add(notice: LiveNotice): void {
    const { observatoryId } = notice;
    let batch = this.waiting.get(observatoryId);
    if (!batch) {
      batch = new Map();
      this.waiting.set(observatoryId, batch);
      setTimeout(() => this.release(observatoryId), GATHER_MS).unref();
    }
    batch.set(`${notice.type}/${notice.id}`, notice);
  }

  private release(observatoryId: string): void {
    const batch = this.waiting.get(observatoryId);
    this.waiting.delete(observatoryId);
    if (batch) this.flush(observatoryId, [...batch.values()]);
  }
}
