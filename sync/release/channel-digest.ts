import { hash } from "node:crypto";
import type { ChannelFile } from "../protocol.ts";
import { canonicalJson } from "./canonical-json.ts";
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
  let sum = 0n;
  for (const row of rows) sum += rowNumber(row);
  return hex(sum);
}

/** The digest after rows went and came, without reading the others. */
export function movedDigest(
  digest: string,
  removed: Iterable<ChannelRow>,
  added: Iterable<ChannelRow>,
): string {
  let sum = BigInt(`0x${digest}`);
  for (const row of removed) sum -= rowNumber(row);
  for (const row of added) sum += rowNumber(row);
  return hex(sum);
}

/** The rows that a file puts in, in the shape that `channelDigest` takes. */
export function* rowsOf(file: Pick<ChannelFile, "tables">): Generator<ChannelRow> {
  for (const { table, columns, upserts } of file.tables) {
    const count = upserts[0]?.length ?? 0;
    for (let index = 0; index < count; index++) {
      yield [table, Object.fromEntries(columns.map((column, at) => [column, upserts[at]?.[index] ?? null]))];
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

function keyOf([name, cells]: ChannelRow): readonly (Cell | undefined)[] {
  const key = replicaTables.find(({ table }) => table === name)?.key ?? [];
  return key.map((column) => cells[column]);
}

function rowNumber([table, row]: ChannelRow): bigint {
  const cells = Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));
  return BigInt(`0x${hash("sha256", canonicalJson([table, cells]), "hex")}`);
}

function hex(sum: bigint): string {
  return BigInt.asUintN(256, sum).toString(16).padStart(64, "0");
}
