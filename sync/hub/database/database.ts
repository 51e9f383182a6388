/**
 * A database as the hub uses it: plain SQL that SQLite and PostgreSQL both take, and the four things in which they
 * differ. Statements name their parameters (`:store`); a parameter that may be null is written `CAST(:store AS text)`.
 */

export type Value = string | number | null | Uint8Array;
export type Params = Readonly<Record<string, Value>>;

export interface Connection {
  all<Row>(sql: string, params?: Params): Promise<Row[]>;
  one<Row>(sql: string, params?: Params): Promise<Row | undefined>;
  /** How many rows it changed. */
  run(sql: string, params?: Params): Promise<number>;
  /**
   * Rows into a table in one statement; those whose key is there already stay away. Answers the new rows' `returning`
   * column, in no order.
   */
  insert(into: Table, rows: readonly Params[], returning?: string): Promise<ReadonlySet<Value>>;
}

/** A table's name, and its columns as far as they are written. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, "text" | "bigint">>;
}

export interface Database extends Connection {
  readonly kind: "sqlite" | "postgres";
  /**
   * All of it or nothing, and on the disk when it resolves. `work` uses the connection it is given and no other; where
   * two got in each other's way it is run again from its beginning.
   */
  transaction<Result>(work: (tx: Connection) => Promise<Result>): Promise<Result>;
  /** At the end of a SELECT in a transaction: until its end nobody else changes these rows. */
  readonly forUpdate: string;
  /** What stands after IN for a parameter that is a list of texts, as JSON. */
  list(param: string): string;
  close(): Promise<void>;
}

/** The steps by which an empty database becomes today's; a step is never changed once it was released. */
export type Migrations = readonly string[];
