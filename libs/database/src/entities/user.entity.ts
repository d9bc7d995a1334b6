import { Column, Entity, OneToMany } from 'typeorm';
import type { Relation } from 'typeorm';
import { JsonObject } from '@jarvis/plan';
import { Row } from './base.js';
import { optionalText, parsedJson } from './columns.js';
import { Membership } from './membership.entity.js';

/** A person. Belongs to observatories through memberships; `jarvis_app` sees only people of its own observatory. */
@Entity('users')
export class User extends Row {
  @Column({ type: 'citext', unique: true })
  email!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column(optionalText)
  avatarUrl!: string | null;

  /** Not readable by `jarvis_app`, so never selected by default; the same for the password. */
  @Column({ ...optionalText, unique: true, select: false })
  appleId?: string | null;

  /** argon2id; null for an account that signs in elsewhere. */
  @Column({ ...optionalText, select: false })
  passwordHash?: string | null;

  @Column({ type: 'jsonb', default: {}, transformer: parsedJson(JsonObject) })
  profileData!: Record<string, unknown>;

  @OneToMany(() => Membership, (membership) => membership.user)
  memberships?: Relation<Membership>[];
}
