import type { OpenConnection } from '@jarvis/connections';
import type { ConnectorContext, Occurrence, Trigger } from '@jarvis/connector-kit';
import type { ClaimedSource } from '@jarvis/database';
import { withDeadline } from '../activities/deadline.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import type { VendorUse } from '../activities/vendor-use.js';

/** How long one look may take: a list, and some requests for what is in it. */
export const PATIENCE_MS = 60_000;

/** A trigger of a platform always has an account. */
export type ConnectedSource = ClaimedSource & { connectionId: string };

interface Found {
  occurrences: Occurrence[];
  cursor: unknown;
  more: boolean;
}

/** The looks at one source in a row: its connection is opened once, at the first of them. */
export class Looks {
  private opened: Promise<OpenConnection> | undefined;
  private readonly use: VendorUse;

  constructor(
    private readonly dependencies: Pick<ActivityDependencies, 'registry' | 'connections' | 'gate'>,
    private readonly at: { source: ConnectedSource; trigger: Trigger; stopping: AbortSignal },
  ) {
    const { observatoryId, connectionId } = at.source;
    const { platform } = at.trigger;
    const title = dependencies.registry.getConnector(platform)?.title ?? platform;
    this.use = { observatoryId, platform, title, connectionId };
  }

  /**
   * Asks the vendor what has happened since the cursor; without one, where to begin. Behind the gate, as steps are.
   * @throws ConnectorError for what the vendor refuses, NotAdmitted when it is not to be asked now
   */
  async next(cursor: unknown): Promise<Found> {
    const { source, trigger, stopping: cancelled } = this.at;
    const ask = async (context: ConnectorContext): Promise<Found> =>
      cursor === null
        ? { occurrences: [], cursor: await trigger.begin(source.settings, context), more: false }
        : trigger.fetch({ settings: source.settings, cursor }, context);
    const limits = { timeoutMs: PATIENCE_MS, name: trigger.title, cancelled };
    const found = await this.dependencies.gate.run(this.use, () =>
      this.dependencies.gate.observe(this.use, () =>
        withDeadline(limits, async (signal) => (await this.open()).run(signal, ask)),
      ),
    );
    await (await this.open()).noteAccepted();
    return found;
  }

  /** A look failed; the vendor may have refused the credentials. */
  async noteFailed(error: unknown): Promise<void> {
    await (await this.opened?.catch(() => undefined))?.noteFailed(error);
  }

  private open(): Promise<OpenConnection> {
    const { observatoryId, connectionId, uses } = this.at.source;
    const { platform } = this.at.trigger;
    this.opened ??= this.dependencies.connections.open({
      observatoryId,
      connectionId,
      platform,
      purpose: `looks for ${uses}`,
      recurring: true,
    });
    return this.opened;
  }
}
