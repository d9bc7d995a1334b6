/** What the ledger needs of a transaction, or of a single statement: to run SQL. Rows are outside data: parse them. */
export interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}
