import { hash } from "node:crypto";
import type { ChannelFile, TableChange } from "../protocol.ts";
import { replicaTables } from "./tables.ts";

export type Cell = string | number | null;
/** A row and its table, cells by column name. */
export type ChannelRow = readonly [table: string, row: Readonly<Record<string, Cell>>];

/** Digest of a channel without rows. */
export const EMPTY_DIGEST = "0".repeat(64);

/**
 * What a channel holds, in 64 hex digits: each row's SHA-256 over canonical JSON of [table, cells], all added up
 * modulo 2^256. The order of rows and columns doesn't matter, and a cell that is null counts like an absent one (a
 * new column leaves old digests alone). Publisher and replica call this same function; a damaged cell shows even
 * where SQLite's integrity check passes. It guards against accidents: against forgery there is the signature.
 */
export function channelDigest(rows: Iterable<ChannelRow>): string {
  const sum = digestSum();
  let kind: readonly [table: string, columns: readonly string[], count: Count] | undefined;
  for (const [table, row] of rows) {
    const columns = Object.keys(row);
    if (kind === undefined || kind[0] !== table || !sameList(kind[1], columns))
      kind = [table, columns, sum.rowsOf(table, columns)];
    kind[2](Object.values(row));
  }
  return sum.digest();
}

/** The rows that a file puts into a table. */
export function countUpserts(sum: DigestSum, { table, columns, upserts }: TableChange): void {
  const count = sum.rowsOf(table, columns);
  const cells: Cell[] = [];
  for (let row = 0; row < (upserts[0]?.length ?? 0); row += 1) {
    for (let at = 0; at < columns.length; at += 1) cells[at] = upserts[at]![row]!;
    count(cells);
  }
}

/** Counts a row, its cells in the order of the columns; with -1 one that goes. */
type Count = (cells: readonly Cell[], times?: 1 | -1) => void;

/** A digest that moves as rows come and go, without reading the others. */
export interface DigestSum {
  rowsOf(table: string, columns: readonly string[]): Count;
  digest(): string;
}

const HASH_BYTES = 32;

export function digestSum(from = EMPTY_DIGEST): DigestSum {
  // Byte by byte, as numbers: exact up to 2^45 rows, and sooner done than with a bigint a row.
  const sums = new Float64Array(HASH_BYTES);
  return {
    rowsOf(table, columns) {
      const textOf = rowText(table, columns);
      return (cells, times = 1) => {
        const bytes = hash("sha256", textOf(cells), "binary");
        for (let at = 0; at < HASH_BYTES; at += 1) sums[at]! += times * bytes.charCodeAt(at);
      };
    },
    digest() {
      const sum = sums.reduce((higher, byte) => (higher << 8n) + BigInt(byte), 0n);
      return inHex(sum + BigInt(`0x${from}`));
    },
  };
}

function inHex(sum: bigint): string {
  return BigInt.asUintN(256, sum).toString(16).padStart(64, "0");
}

/** Of several channels' or changes' rows together, without those of others. */
export function digestsTogether(plus: readonly string[], minus: readonly string[]): string {
  const added = (digests: readonly string[]) =>
    digests.reduce((sum, digest) => sum + BigInt(`0x${digest}`), 0n);
  return inHex(added(plus) - added(minus));
}

/** The rows that a file puts in, in the shape that `channelDigest` takes. */
export function* rowsOf(file: Pick<ChannelFile, "tables">): Generator<ChannelRow> {
  for (const { table, columns, upserts } of file.tables) {
    const count = upserts[0]?.length ?? 0;
    for (let row = 0; row < count; row += 1) {
      const cells: Record<string, Cell> = {};
      for (let at = 0; at < columns.length; at += 1) cells[columns[at]!] = upserts[at]?.[row] ?? null;
      yield [table, cells];
    }
  }
}

/** What a channel holds after these files, the first of which is a snapshot. */
export function rowsAfter(files: readonly Pick<ChannelFile, "tables">[]): readonly ChannelRow[] {
  const rows = new Map<string, ChannelRow>();
  for (const file of files) {
    for (const { table, deletes } of file.tables)
      for (let at = 0; at < (deletes[0]?.length ?? 0); at += 1)
        rows.delete(JSON.stringify([table, deletes.map((cells) => cells[at])]));
    for (const row of rowsOf(file)) rows.set(JSON.stringify([row[0], keyOf(row)]), row);
  }
  return [...rows.values()];
}

const keys = new Map(replicaTables.map(({ table, key }) => [table, key]));

function keyOf([table, cells]: ChannelRow): readonly (Cell | undefined)[] {
  return (keys.get(table) ?? []).map((column) => cells[column]);
}

/**
 * Canonical JSON of [table, cells without null] for rows with these columns. Rows are flat, and a replica has a million of
 * them, most with the same tier, state or day as the one before: what a column said last is not put into JSON again.
 */
function rowText(table: string, columns: readonly string[]): (cells: readonly Cell[]) => string {
  const fields = columns.toSorted().map((name) => ({
    name: `${JSON.stringify(name)}:`,
    from: columns.indexOf(name),
    last: null as Cell,
    text: "",
  }));
  const begin = `[${JSON.stringify(table)},{`;
  return (cells) => {
    let text = begin;
    let isFirst = true;
    for (const field of fields) {
      const cell = cells[field.from];
      if (cell === null || cell === undefined) continue;
      if (cell !== field.last) {
        field.last = cell;
        field.text = field.name + JSON.stringify(cell);
      }
      text += isFirst ? field.text : `,${field.text}`;
      isFirst = false;
    }
    return `${text}}]`;
  };
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
