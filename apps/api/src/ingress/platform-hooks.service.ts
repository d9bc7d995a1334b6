import { Inject, Injectable } from '@nestjs/common';
import type { Connections } from '@jarvis/connections';
import type { ConnectorRegistry, HookDelivery } from '@jarvis/connector-kit';
import { wakeSources, type Database } from '@jarvis/database';
import { refuse } from '../http/api-error.js';
import { CONNECTIONS, CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { noSuchHook } from './accept.service.js';

/** Accounts of one delivery, at most; vendors send fewer. */
const MAX_ACCOUNTS = 100;

/** Deliveries of vendors about the accounts of an app: they wake what is watched there, and nothing else of them is used. */
@Injectable()
export class PlatformHooksService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly connectors: ConnectorRegistry,
    @Inject(CONNECTIONS) private readonly connections: Connections,
  ) {}

  /**
   * @param place.observatoryId whose own app it is; left out: the installation's
   * @throws ApiError 404 for a platform that sends none, 401 when the signature does not hold
   */
  async accept(
    { platform, observatoryId }: { platform: string; observatoryId?: string },
    delivery: HookDelivery,
  ): Promise<void> {
    const hook = this.connectors.getConnector(platform)?.hook;
    if (!hook) throw noSuchHook();
    const { clients } = this.connections;
    const known =
      observatoryId === undefined ? clients.shared(platform) : await clients.ofObservatory(observatoryId, platform);
    const now = new Date();
    const isSigned = known.some(
      ({ clientSecret }) => clientSecret !== undefined && hook.verify(delivery, { clientSecret, now }),
    );
    if (!isSigned) throw notSigned();
    const accounts = hook.accounts(delivery.body).slice(0, MAX_ACCOUNTS);
    if (accounts.length === 0) return;
    await wakeSources(
      { query: (sql, parameters) => this.database.systemQuery(sql, parameters) },
      { platform, accounts, lagMs: hook.lagMs, observatoryId },
    );
  }
}

function notSigned() {
  return refuse.unauthenticated({
    code: 'bad-signature',
    message: 'The delivery was refused. It is not signed with the secret of the app, or it is too old.',
    hint: 'Enter the client id and secret of the app that sends it in Jarvis, and the public address of Jarvis there.',
  });
}
