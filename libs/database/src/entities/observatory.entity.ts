import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import type { Relation } from 'typeorm';
import { JsonObject } from '@jarvis/plan';
import { Row } from './base.js';
import { optionalId, parsedJson } from './columns.js';
import { User } from './user.entity.js';

/** The tenant: everything else belongs to one. */
@Entity('observatories')
export class Observatory extends Row {
  @Column({ type: 'text' })
  name!: string;

  @Column(optionalId)
  ownerId!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'owner_id' })
  owner?: Relation<User> | null;

  @Column({ type: 'jsonb', default: {}, transformer: parsedJson(JsonObject) })
  settings!: Record<string, unknown>;
}
