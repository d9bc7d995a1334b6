import { Column, Entity } from 'typeorm';
import { ROLES } from '@jarvis/vocabulary';
import { TenantRow } from './base.js';
import { time } from './columns.js';

/** What a machine signs in with on behalf of a person. Only its hash is stored. */
@Entity('api_tokens')
export class ApiToken extends TenantRow {
  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  name!: string;

  /** The most it may do; never more than the person may at that moment. */
  @Column({ type: 'text' })
  role!: (typeof ROLES)[number];

  @Column({ type: 'text' })
  tokenHash!: string;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column(time)
  lastUsedAt!: Date | null;

  @Column(time)
  revokedAt!: Date | null;
}
