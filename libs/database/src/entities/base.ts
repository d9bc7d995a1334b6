import { Column, CreateDateColumn, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** What every table has. The database fills all three (uuidv7, now, trigger); a caller may give its own id. */
export abstract class Row {
  @PrimaryColumn({ type: 'uuid', default: () => 'uuidv7()' })
  id!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}

/** A row of one observatory; row-level security compares `observatoryId` with the transaction's setting. */
export abstract class TenantRow extends Row {
  @Column({ type: 'uuid' })
  observatoryId!: string;
}
