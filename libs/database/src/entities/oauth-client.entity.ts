import { Column, Entity } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalText } from './columns.js';

/** An observatory's own registration at a platform; it comes before the installation's. */
@Entity('oauth_clients')
export class OAuthClientRow extends TenantRow {
  @Column({ type: 'text' })
  platform!: string;

  @Column({ type: 'text' })
  clientId!: string;

  /** Sealed envelope; never selected unless asked for. Null for a client without a secret. */
  @Column({ ...optionalText, select: false })
  clientSecret?: string | null;
}
