import { ConnectorError } from '@jarvis/connector-kit';
import { Circuit, type CircuitChange } from './circuit.js';
import { VendorPlaces } from './vendor-places.js';
import type { VendorUse } from './vendor-use.js';

/** The call was not made and left no trace, so it may come again whatever it would have done. */
export class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';

  constructor(
    message: string,
    readonly waitMs: number,
  ) {
    super(message);
  }
}

const MAX_CIRCUITS = 1000;
/** Those who found no place come again one after the other. */
const EACH_MS = 50;
const SOONEST_MS = 5000;
const LATEST_MS = 60_000;
const REMEMBERED_MS = 10_000;

/**
 * Every remote step passes here, so that a vendor that does not answer harms nobody but those who need it. Why this is
 * no library: docs/decisions/2026-11-26-vendor-gate.md.
 */
export class VendorGate {
  private readonly circuits = new Map<string, Circuit>();
  private sentAway: number[] = [];

  constructor(
    private readonly tell: (use: VendorUse, change: CircuitChange) => void,
    private readonly places = new VendorPlaces(),
  ) {}

  /**
   * Runs one attempt of a step when its vendor has a place for it.
   * @throws NotAdmitted when there is none, or when the vendor has stopped answering; then `work` was not begun
   */
  async run<T>(use: VendorUse, work: () => Promise<T>): Promise<T> {
    const circuit = this.circuitOf(use);
    const outlook = circuit.look();
    if (outlook.kind === 'refused') throw doesNotAnswer(use, outlook.waitMs);
    const leave = await this.places.take({ platform: use.platform, tenant: use.observatoryId });
    if (!leave) throw this.isBusy(use);
    try {
      const admission = circuit.admit();
      if (admission.kind === 'refused') throw doesNotAnswer(use, admission.waitMs);
      if (admission.kind === 'go') return await work();
      try {
        return await work();
      } finally {
        circuit.forgetProbe();
      }
    } finally {
      leave();
    }
  }

  /** One request: from how it comes out the gate learns whether the vendor answers. */
  async observe<T>(use: VendorUse, request: () => Promise<T>): Promise<T> {
    const circuit = this.circuitOf(use);
    try {
      const result = await request();
      circuit.succeeded();
      return result;
    } catch (error) {
      // A refusal is an answer; what is no vendor's error (a cancelled run) says nothing about it.
      if (error instanceof ConnectorError && error.code === 'unavailable') circuit.failed();
      else if (error instanceof ConnectorError && error.status !== undefined) circuit.succeeded();
      throw error;
    }
  }

  private circuitOf({ observatoryId, platform, connectionId = '', title }: VendorUse): Circuit {
    const key = [observatoryId, platform, connectionId, title].join(' ');
    const known = this.circuits.get(key);
    if (known) return known;
    if (this.circuits.size >= MAX_CIRCUITS) {
      for (const [name, circuit] of this.circuits) if (circuit.isIdle) this.circuits.delete(name);
    }
    const use = { observatoryId, platform, title, ...(connectionId === '' ? {} : { connectionId }) };
    const circuit = new Circuit((change) => this.tell(use, change));
    this.circuits.set(key, circuit);
    return circuit;
  }

  private isBusy({ title }: VendorUse): NotAdmitted {
    const now = Date.now();
    this.sentAway = [...this.sentAway.filter((at) => at > now - REMEMBERED_MS), now];
    const waitMs = Math.min(LATEST_MS, SOONEST_MS + this.sentAway.length * EACH_MS);
    return new NotAdmitted(`Other steps keep ${title} busy; this one waits for its turn.`, jittered(waitMs));
  }
}

function doesNotAnswer({ title }: VendorUse, waitMs: number): NotAdmitted {
  return new NotAdmitted(`${title} does not answer, so nothing is sent there for a while.`, jittered(waitMs));
}

/** So that those who wait do not all come at once. */
function jittered(milliseconds: number): number {
  return Math.round(milliseconds * (1 + Math.random() / 4));
}
