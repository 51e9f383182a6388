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

function rowNumber(row: ChannelRow): bigint {
  return BigInt(`0x${hash("sha256", rowText(row), "hex")}`);
}

/** Canonical JSON of [table, cells without null]: rows are flat, and a replica has a million of them. */
function rowText([table, row]: ChannelRow): string {
  let text = `[${JSON.stringify(table)},{`;
  let comma = "";
  for (const [name, quoted] of namesOf(row)) {
    const cell = row[name];
    if (cell === null || cell === undefined) continue;
    text += `${comma}${quoted}:${typeof cell === "string" || Number.isFinite(cell) ? JSON.stringify(cell) : canonicalJson(cell)}`;
    comma = ",";
  }
  return `${text}}]`;
}

type Names = readonly (readonly [name: string, quoted: string])[];
/** By the columns as they stand in a row: there are a dozen kinds of rows. */
const sortedNames = new Map<string, Names>();
const KINDS_MAX = 1000;

function namesOf(row: ChannelRow[1]): Names {
  const columns = Object.keys(row);
  const kind = columns.join("\n");
  let names = sortedNames.get(kind);
  if (names === undefined) {
    if (sortedNames.size >= KINDS_MAX) sortedNames.clear();
    names = columns.sort().map((name) => [name, JSON.stringify(name)] as const);
    sortedNames.set(kind, names);
  }
  return names;
}

function hex(sum: bigint): string {
  return BigInt.asUintN(256, sum).toString(16).padStart(64, "0");
}
