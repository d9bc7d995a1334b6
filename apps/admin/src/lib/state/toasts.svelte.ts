interface Toast {
  id: number;
  tone: 'ok' | 'bad' | 'info';
  text: string;
  link?: { href: string; label: string };
  requestId?: string;
  /** Takes back what was just done; only where that is real. */
  undo?: () => void;
}

const SHOWN_MS = 6_000;

/** Outcomes of what the person just did. Browser only: nothing on the server adds one. */
class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  /** Gives its id, for a toast that stops being true. */
  add(toast: Omit<Toast, 'id'>): number {
    const id = this.#next++;
    this.list.push({ ...toast, id });
    // Failures stay until they are read.
    if (toast.tone !== 'bad') setTimeout(() => this.remove(id), SHOWN_MS);
    return id;
  }

  remove(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
