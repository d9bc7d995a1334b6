import type { OAuthClient } from '@jarvis/connector-kit';
import { OAuthClientRow, type Database } from '@jarvis/database';
import { oauthClientContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';

/** Which registration is used, and whose it is. */
export interface FoundClient {
  client: OAuthClient;
  source: 'sandbox' | 'observatory' | 'installation';
}

/** The same as it is shown. */
export interface ShownClient {
  clientId: string;
  source: 'observatory' | 'installation';
}

interface Options {
  database: Database;
  sealer: CredentialSealer;
  /** The installation's, by platform. */
  installed: Readonly<Record<string, OAuthClient>>;
  sandboxUrl: string | undefined;
}

/** Whose client is wanted. */
interface Wanted {
  observatoryId: string;
  platform: string;
  /** A real account, although this installation plays the others. */
  live: boolean;
  /** The one a token was issued to: no other can renew it. */
  clientId?: string | undefined;
}

/** The sandbox's authorization server takes any client. */
const SANDBOX_CLIENT: OAuthClient = { clientId: 'jarvis', clientSecret: 'sandbox' };

/** Registrations at the platforms: the sandbox's by itself, an observatory's own before the installation's. */
export class OAuthClients {
  constructor(private readonly options: Options) {}

  /** Opens its secret. */
  async find({ observatoryId, platform, live, clientId }: Wanted): Promise<FoundClient | undefined> {
    const { installed, sandboxUrl } = this.options;
    if (sandboxUrl !== undefined && !live) return { client: SANDBOX_CLIENT, source: 'sandbox' };
    const isWanted = (client: Pick<OAuthClient, 'clientId'>) => clientId === undefined || client.clientId === clientId;
    const own = await this.findOwn({ observatoryId, platform, isWanted });
    if (own) return { client: own, source: 'observatory' };
    const common = Object.hasOwn(installed, platform) ? installed[platform] : undefined;
    return common && isWanted(common) ? { client: common, source: 'installation' } : undefined;
  }

  /** What the accounts of every observatory may be connected with. */
  shared(platform: string): OAuthClient[] {
    const { installed, sandboxUrl } = this.options;
    const common = Object.hasOwn(installed, platform) ? installed[platform] : undefined;
    return [...(sandboxUrl === undefined ? [] : [SANDBOX_CLIENT]), ...(common ? [common] : [])];
  }

  /** An observatory's own. Opens its secret. */
  async ofObservatory(observatoryId: string, platform: string): Promise<OAuthClient[]> {
    const own = await this.findOwn({ observatoryId, platform, isWanted: () => true });
    return own ? [own] : [];
  }

  /** Which client each platform has for real accounts, for the eyes: no secret is opened. */
  async describe(observatoryId: string): Promise<ReadonlyMap<string, ShownClient>> {
    const { database, installed } = this.options;
    const own = await database.tenant(observatoryId, (manager) => manager.find(OAuthClientRow));
    return new Map<string, ShownClient>([
      ...Object.entries(installed).map(
        ([platform, { clientId }]) => [platform, { clientId, source: 'installation' }] as const,
      ),
      ...own.map(({ platform, clientId }) => [platform, { clientId, source: 'observatory' }] as const),
    ]);
  }

  private findOwn({
    observatoryId,
    platform,
    isWanted,
  }: Pick<Wanted, 'observatoryId' | 'platform'> & {
    isWanted: (row: OAuthClientRow) => boolean;
  }): Promise<OAuthClient | undefined> {
    const { database, sealer } = this.options;
    return database.tenant(observatoryId, async (manager) => {
      const row = await manager
        .createQueryBuilder(OAuthClientRow, 'c')
        .addSelect('c.clientSecret')
        .where('c.platform = :platform', { platform })
        .getOne();
      if (!row || !isWanted(row)) return undefined;
      const { id, clientId, clientSecret } = row;
      if (!clientSecret) return { clientId };
      return { clientId, clientSecret: String(sealer.openCredentials(clientSecret, oauthClientContext(id))) };
    });
  }
}
