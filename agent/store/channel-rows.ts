/**
 * A channel's rows in the replica: what a file changes of them, and the digest of what is there. Rows go in by the order of
 * their keys, so that those of one page of the file come together, however many there are.
 */

import type Database from "better-sqlite3";
import type { ChannelFile, TableChange } from "../../sync/protocol.ts";
import {
  type Cell,
  type DigestSum,
  digestSum,
  digestsTogether,
  EMPTY_DIGEST,
} from "../../sync/release/channel-digest.ts";
import type { ReplicaTable } from "../../sync/release/tables.ts";
import { tablesOf } from "./replica-layout.ts";

/** Rows that are read back with one question. */
const TOGETHER = 500;
/** Rows that are written with one statement: each by itself takes a third longer, more than this no less. */
const WRITTEN_TOGETHER = 20;

/** One array a key column. */
type Keys = readonly (readonly Cell[])[];

/**
 * Answers the digest of what the channel holds afterwards. Rows are whole: a file that begins before the version that is
 * here brings it to the file's end all the same.
 */
export function applyFile(
  db: Database.Database,
  file: ChannelFile,
  known: { readonly version: number; readonly digest: string },
): string {
  const { channel, from } = file;
  const isExact = from === known.version;
  if (from > known.version || (isExact && from !== 0 && file.digestBefore !== known.digest))
    throw new Error(`${channel} stands at ${known.version}, the file begins at ${from}`);
  const tables = tablesOf(channel);
  if (from === 0)
    for (const { table } of tables) db.prepare(`DELETE FROM ${table} WHERE channel = ?`).run(channel);
  // Where the file begins HQ says what goes; who is further along has other rows there, and reads them.
  const isSaid = isExact && file.digestReplaced !== undefined;
  const begin = isSaid ? digestsTogether([known.digest], [file.digestReplaced!]) : known.digest;
  const sum = digestSum(from === 0 ? EMPTY_DIGEST : begin);
  // A large file comes in many pieces of the same columns: a statement that is not used any more is memory until it is collected.
  const appliers = new Map<string, (change: TableChange) => void>();
  for (const change of file.tables) {
    const kind = JSON.stringify([change.table, change.columns]);
    let apply = appliers.get(kind);
    if (apply === undefined) {
      const known = tables.find(({ table }) => table === change.table);
      const foreign = change.columns.find((column) => !known?.columns.includes(column));
      // Names go into SQL below: only those of our own table list ever do.
      if (known === undefined || foreign !== undefined)
        throw new Error(
          `${channel} can't carry ${change.table}${foreign === undefined ? "" : `.${foreign}`}`,
        );
      apply = applierOf(db, channel, known, change.columns, { sum, isRead: from !== 0 && !isSaid });
      appliers.set(kind, apply);
    }
    apply(change);
  }
  return sum.digest();
}

/** Of all that is there. */
export function heldDigest(db: Database.Database, channel: string): string {
  const sum = digestSum();
  for (const { table, columns } of tablesOf(channel)) {
    const count = sum.rowsOf(table, columns);
    const held = db.prepare(`SELECT ${columns.join(", ")} FROM ${table} WHERE channel = ?`).raw();
    for (const cells of held.iterate(channel)) count(cells as Cell[]);
  }
  return sum.digest();
}

/** The table must take every cell as the file says it: one that it turned into another would have another digest. */
function cellsCheck(db: Database.Database, channel: string, table: string, columns: readonly string[]) {
  const types = new Map(
    db.prepare("SELECT name, type FROM pragma_table_info(?)").raw().all(table) as [string, string][],
  );
  const isHeld = columns.map((column) => (types.get(column) === "INTEGER" ? Number.isSafeInteger : isText));
  return (upserts: TableChange["upserts"]): void =>
    columns.forEach((column, at) => {
      const odd = upserts[at]!.find((cell) => cell !== null && !isHeld[at]!(cell));
      if (odd !== undefined)
        throw new Error(`${channel} carries ${JSON.stringify(odd)} as ${table}.${column}`);
    });
}

function isText(cell: Cell): boolean {
  return typeof cell === "string" && cell.isWellFormed();
}

/** Takes changes of these columns. @param isRead whether rows that go or change are still to be counted off the digest */
function applierOf(
  db: Database.Database,
  channel: string,
  known: ReplicaTable,
  columns: readonly string[],
  { sum, isRead }: { readonly sum: DigestSum; readonly isRead: boolean },
): (change: TableChange) => void {
  const { table, columns: all, key } = known;
  const check = cellsCheck(db, channel, table, columns);
  const asked = key.map((column, at) => `held.${column} = keys.value${key.length > 1 ? ` ->> ${at}` : ""}`);
  const held = db
    .prepare(
      `SELECT ${all.map((column) => `held.${column}`).join(", ")} FROM json_each(?) AS keys CROSS JOIN ${table} AS held
       ON ${asked.join(" AND ")} WHERE held.channel = ?`,
    )
    .raw();
  const countHeld = sum.rowsOf(table, all);
  const leave = (keys: Keys, rows: readonly number[]) => {
    if (!isRead) return;
    const [only = []] = keys;
    const of = (row: number) => (keys.length > 1 ? keys.map((column) => column[row]) : only[row]);
    for (const cells of held.all(JSON.stringify(rows.map(of)), channel)) countHeld(cells as Cell[], -1);
  };
  const remove = db.prepare(
    `DELETE FROM ${table} WHERE ${key.map((column) => `${column} = ?`).join(" AND ")} AND channel = ?`,
  );
  const put = putterOf(db, channel, known, columns);
  const count = sum.rowsOf(table, columns);
  const cells: Cell[] = [];

  return ({ upserts, deletes }) => {
    check(upserts);
    for (const rows of together(inOrder(deletes), TOGETHER)) {
      leave(deletes, rows);
      for (const row of rows) remove.run(...deletes.map((column) => column[row]), channel);
    }
    const keys = key.map((column) => upserts[columns.indexOf(column)] ?? []);
    for (const rows of together(inOrder(keys), TOGETHER)) {
      leave(keys, rows);
      for (const few of together(rows, WRITTEN_TOGETHER)) put(upserts, few);
      for (const row of rows) {
        for (let at = 0; at < columns.length; at += 1) cells[at] = upserts[at]![row]!;
        count(cells);
      }
    }
  };
}

/** Puts rows into the table, at most WRITTEN_TOGETHER, no key twice. */
function putterOf(
  db: Database.Database,
  channel: string,
  { table, columns: all, key }: ReplicaTable,
  columns: readonly string[],
): (upserts: TableChange["upserts"], rows: readonly number[]) => void {
  const rest = all
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = excluded.${column}`);
  const row = `(${[...columns, "channel"].map(() => "?").join(", ")})`;
  // A row is one channel's: another that takes it over would leave that one without what its digest counts. The key is not
  // set again: SQLite would take the row out of the key's index and put it back.
  const statement = (count: number) =>
    db.prepare(
      `INSERT INTO ${table} (${[...columns, "channel"].join(", ")}) VALUES ${Array(count).fill(row).join(", ")}
       ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${rest.join(", ") || "channel = channel"} WHERE channel = excluded.channel`,
    );
  const byCount = new Map<number, Database.Statement>();
  const cells: Cell[] = [];
  return (upserts, rows) => {
    let upsert = byCount.get(rows.length);
    if (upsert === undefined) {
      upsert = statement(rows.length);
      byCount.set(rows.length, upsert);
    }
    let next = 0;
    for (const row of rows) {
      for (const column of upserts) cells[next++] = column[row]!;
      cells[next++] = channel;
    }
    cells.length = next;
    if (upsert.run(cells).changes !== rows.length)
      throw new Error(`${channel} carries a row of ${table} that another channel has`);
  };
}

/** Where the rows stand by the order of their keys; of those with the same key the last. */
function inOrder(keys: Keys): number[] {
  const compared = (a: number, b: number) => {
    for (const column of keys) if (column[a] !== column[b]) return column[a]! < column[b]! ? -1 : 1;
    return 0;
  };
  const rows = Array.from({ length: keys[0]?.length ?? 0 }, (_, row) => row);
  // As HQ writes them.
  if (rows.every((row) => row === 0 || compared(row - 1, row) < 0)) return rows;
  rows.sort(compared);
  return rows.filter((row, at) => at === rows.length - 1 || compared(row, rows[at + 1]!) !== 0);
}

function* together(rows: readonly number[], count: number): Generator<readonly number[]> {
  for (let at = 0; at < rows.length; at += count) yield rows.slice(at, at + count);
}
