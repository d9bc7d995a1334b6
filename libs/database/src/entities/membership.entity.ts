import { Column, Entity, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { TenantRow } from './base.js';
import { Observatory } from './observatory.entity.js';
import { User } from './user.entity.js';
import type { Role } from '@jarvis/vocabulary';

/** What a person may do in an observatory. */
@Entity('memberships')
export class Membership extends TenantRow {
  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  role!: Role;

  @ManyToOne(() => User, (user) => user.memberships)
  @JoinColumn({ name: 'user_id' })
  user?: Relation<User>;

  @ManyToOne(() => Observatory)
  @JoinColumn({ name: 'observatory_id' })
  observatory?: Relation<Observatory>;
}
