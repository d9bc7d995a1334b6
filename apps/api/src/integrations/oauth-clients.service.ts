import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { consentOf, type ConnectorRegistry } from '@jarvis/connector-kit';
import { OAuthClientRow, type Database } from '@jarvis/database';
import { oauthClientContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { notFound, refuse } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { CONNECTORS, CREDENTIAL_SEALER, DATABASE } from '../infrastructure/tokens.js';
import type { OAuthClientRequest, OAuthClientShape } from './integrations.schemas.js';

/** An observatory's own registrations at platforms. A secret goes in, sealed, and never comes out. */
@Injectable()
export class OAuthClientsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly connectors: ConnectorRegistry,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
  ) {}

  set(
    principal: Principal,
    platform: string,
    { clientId, clientSecret }: OAuthClientRequest,
  ): Promise<OAuthClientShape> {
    this.assertOAuth(platform);
    const { observatoryId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      // A new id each time: the secret is sealed for it, and which row there is shows only in the statement itself.
      const id = randomUUID();
      const sealed =
        clientSecret === undefined ? null : this.sealer.sealCredentials(clientSecret, oauthClientContext(id));
      await manager.upsert(OAuthClientRow, { id, observatoryId, platform, clientId, clientSecret: sealed }, [
        'observatoryId',
        'platform',
      ]);
      await note(manager, principal, { action: 'oauth-client.set', id, platform, clientId });
      return { clientId };
    });
  }

  /** Connections that were made with it cannot renew their tokens without it. */
  remove(principal: Principal, platform: string): Promise<OAuthClientShape> {
    this.assertOAuth(platform);
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const row = await manager.findOneBy(OAuthClientRow, { platform });
      if (row === null) throw notFound('client');
      const { id, clientId } = row;
      await manager.delete(OAuthClientRow, { id });
      await note(manager, principal, { action: 'oauth-client.removed', id, platform, clientId });
      return { clientId };
    });
  }

  private assertOAuth(platform: string): void {
    const connector = this.connectors.getConnector(platform);
    if (connector === undefined) throw notFound('platform');
    if (!consentOf(connector))
      throw refuse.unprocessable({
        code: 'no-client-needed',
        message: `${connector.title} is connected without a client.`,
        hint: 'Connect it with its keys.',
      });
  }
}

function note(
  manager: EntityManager,
  principal: Principal,
  { action, id, ...metadata }: { action: string; id: string; platform: string; clientId: string },
): Promise<void> {
  return audit(manager, principal, { action, entityType: 'oauth-client', entityId: id, metadata });
}
