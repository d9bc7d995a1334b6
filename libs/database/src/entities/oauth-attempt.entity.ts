import { Column, Entity } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalId, time } from './columns.js';

/** A person was sent to a platform to connect an account, and may come back with the answer once. */
@Entity('oauth_attempts')
export class OAuthAttempt extends TenantRow {
  /** SHA-256 of what the vendor hands back as `state`. */
  @Column({ type: 'text' })
  stateHash!: string;

  @Column({ type: 'text' })
  platform!: string;

  /** Whoever began it, in that session only. */
  @Column({ type: 'uuid' })
  sessionId!: string;

  /** The connection that is to be renewed; null where whichever account comes is connected. */
  @Column(optionalId)
  connectionId!: string | null;

  /** Whether it is the real account, although this installation plays the others. */
  @Column({ type: 'boolean' })
  live!: boolean;

  @Column({ type: 'text' })
  clientId!: string;

  @Column({ type: 'text' })
  redirectUri!: string;

  /** Sealed: the verifier of PKCE. */
  @Column({ type: 'text', select: false })
  verifier?: string;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column(time)
  usedAt!: Date | null;
}
