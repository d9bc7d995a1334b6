type Fields<Row> = { [Key in keyof Row]: Row[Key] };

/** The fields of an entity as a plain object: in an answer its class means nothing, and the answer's schema picks. */
export function fieldsOf<Row extends object>(row: Row): Fields<Row> {
  return { ...row };
}
