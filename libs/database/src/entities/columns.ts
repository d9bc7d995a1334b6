import type { ColumnOptions, ValueTransformer } from 'typeorm';
import type { z } from 'zod';

/** A jsonb column whose value is parsed when read: what is stored is outside data too. */
export function parsedJson<T>(schema: z.ZodType<T>): ValueTransformer {
  return {
    to: (value: T | null | undefined) => value,
    from: (value: unknown) => (value === null || value === undefined ? null : schema.parse(value)),
  };
}

/** `numeric` arrives as text; these columns hold small fractions, for which a number is exact enough. */
export const numeric: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** A nullable timestamptz. */
export const time: ColumnOptions = { type: 'timestamptz', nullable: true };

/** A nullable text. */
export const optionalText: ColumnOptions = { type: 'text', nullable: true };

/** A nullable uuid. */
export const optionalId: ColumnOptions = { type: 'uuid', nullable: true };

/**
 * A nullable jsonb. Columns of free JSON are typed `unknown`: what is stored is outside data and gets parsed
 * where it is used (and TypeORM's types cannot unfold a recursive Json type).
 */
export const optionalJson: ColumnOptions = { type: 'jsonb', nullable: true };
