import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import type { Relation } from 'typeorm';
import { TenantRow } from './base.js';
import { optionalText, time } from './columns.js';
import { User } from './user.entity.js';

/** One signed-in device. A refresh token is stored only as its hash; the previous one is kept to notice reuse. */
@Entity('user_sessions')
export class UserSession extends TenantRow {
  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  deviceId!: string;

  @Column(optionalText)
  deviceName!: string | null;

  @Column(optionalText)
  userAgent!: string | null;

  @Column({ type: 'text' })
  refreshTokenHash!: string;

  @Column(optionalText)
  previousTokenHash!: string | null;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column(time)
  revokedAt!: Date | null;

  @Column({ type: 'timestamptz' })
  lastUsedAt!: Date;

  @Column({ type: 'inet', nullable: true })
  ip!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id' })
  user?: Relation<User>;
}
