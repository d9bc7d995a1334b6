import { Column, Entity } from 'typeorm';
import { TenantRow } from './base.js';
import { time } from './columns.js';

/** A filter of the list of runs that a person keeps under a name. */
@Entity('saved_views')
export class SavedView extends TenantRow {
  /** Who made it. */
  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  name!: string;

  /** The filters as the address of the list has them: `status=failed&tag=money`. */
  @Column({ type: 'text' })
  query!: string;

  /** Whether everybody in the observatory sees it. */
  @Column({ type: 'boolean', default: false })
  shared!: boolean;

  /** Kept, so that lists elsewhere learn that it is gone. */
  @Column(time)
  deletedAt!: Date | null;
}
