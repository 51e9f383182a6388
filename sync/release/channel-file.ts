/**
 * A channel file: zstd over a header line and, below it, the changes as columnar JSON. It can be read with
 * `zstd -dc FILE | head -c 2000`. A large one is several zstd frames, one behind the other: the header, then two thousand rows
 * each.
 */
import { hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import { type ChannelFile, SyncError, type TableChange } from "../protocol.ts";
import { type Cell, countUpserts, digestSum, EMPTY_DIGEST } from "./channel-digest.ts";
import { type Frame, framesOf } from "./frames.ts";
import type { FileEntry } from "./metadata.ts";
import { hashOf, inMemory, type PackedFile } from "./packed-file.ts";
import { SCHEMA } from "./tables.ts";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * Rules are written once and read by every till of the chain: they come to two thirds of what the default gives, in a few
 * seconds. A store's own files would take as long each, and tokens of cards and coupons hardly get smaller.
 */
const HARD_LEVEL = 19;
const HARD_BYTES = 32 * 1024 * 1024;
/** Of a million cards a till unpacks so many at a time. */
const PIECE_ROWS = 2_000;
/** What these come to, and more. */
const UNPACKED_BYTES = 1024 * 1024;
/** Up to a hundred thousand cards stay in memory once they were looked through: unpacked again they would take a tenth longer. */
export const HELD_BYTES = 24 * 1024 * 1024;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const headerSchema = z.object({
  format: z.literal(1),
  schema: z.int().min(1),
  channel: z.string(),
  from: z.int().min(0),
  to: z.int().min(1),
  counts: z.object({ upserts: z.int().min(0), deletes: z.int().min(0) }),
  digestBefore: digest,
  digestAfter: digest,
  digestReplaced: digest.optional(),
});

const name = z.string().regex(/^[a-z_]+$/);
/** A column is checked in one go: zod, asked of each cell, takes longer than all else that is done with a file. */
const columnOf = <Each extends Cell>(isCell: (cell: unknown) => boolean) =>
  z.custom<readonly Each[]>(
    (column) => Array.isArray(column) && column.every(isCell),
    "holds what is no cell",
  );
const isKey = (cell: unknown) => typeof cell === "string" || Number.isFinite(cell);
const cells = columnOf<Cell>((cell) => cell === null || isKey(cell));
const keys = columnOf<string | number>(isKey);
const equalLengths = (columns: readonly (readonly unknown[])[]) =>
  columns.every((column) => column.length === columns[0]?.length);
const changeSchema = z
  .object({
    table: name,
    columns: z.array(name).min(1),
    upserts: z.array(cells).refine(equalLengths, "is ragged"),
    deletes: z.array(keys).refine(equalLengths, "is ragged"),
  })
  .refine((change) => change.upserts.length === change.columns.length, "has not one array a column");
const tablesSchema = z.array(changeSchema);

export interface EncodedFile {
  readonly bytes: Uint8Array;
  readonly entry: FileEntry;
}

/** Packs a channel file and says how a release announces it. */
export async function encodeChannelFile(file: ChannelFile): Promise<EncodedFile> {
  const { channel, schema, from, to, digestBefore, digestAfter, digestReplaced } = file;
  const counts = { upserts: 0, deletes: 0 };
  for (const change of file.tables) count(counts, change);
  const header = { format: 1, schema, channel, from, to, counts, digestBefore, digestAfter, digestReplaced };
  const packed: Uint8Array[] = [];
  let unpackedBytes = 0;
  for (const part of partsOf(JSON.stringify(header), file)) {
    const text = Buffer.from(part);
    unpackedBytes += text.length;
    const isHard = isWhole(channel) && text.length <= HARD_BYTES;
    const level = isHard ? HARD_LEVEL : constants.ZSTD_CLEVEL_DEFAULT;
    const params = { [constants.ZSTD_c_compressionLevel]: level };
    // Without its size a part of a few rows is given tables for a large one.
    packed.push(await compress(text, { params, pledgedSrcSize: text.length }));
  }
  const bytes = Buffer.concat(packed);
  const sha256 = hash("sha256", bytes, "hex");
  const path = `files/${channel.replace("/", "-")}/${from}-${to}.${sha256}.zst`;
  return { bytes, entry: { from, to, path, bytes: bytes.length, sha256, unpackedBytes } };
}

/** A file's text: in one, or a large one of cards, coupons or articles in several, each packed by itself. */
function* partsOf(header: string, { channel, tables }: ChannelFile): Generator<string> {
  const whole = [...tables];
  const pieces = isWhole(channel) ? whole : whole.flatMap(inPieces);
  if (pieces.length === whole.length) {
    yield `${header}\n${JSON.stringify(whole)}\n`;
    return;
  }
  yield `${header}\n`;
  for (const [at, piece] of pieces.entries())
    yield `${at === 0 ? "[" : ","}${JSON.stringify(piece)}${at === pieces.length - 1 ? "]\n" : ""}`;
}

/** Rules and settings: small, and read by every till of the chain. Articles are many, and read one by one. */
function isWhole(channel: string): boolean {
  return !channel.includes("/") && channel !== "articles";
}

function inPieces(change: TableChange): readonly TableChange[] {
  const { upserts, deletes } = change;
  const rows = Math.max(upserts[0]?.length ?? 0, deletes[0]?.length ?? 0);
  if (rows <= PIECE_ROWS) return [change];
  return Array.from({ length: Math.ceil(rows / PIECE_ROWS) }, (_, piece) => {
    const [from, to] = [piece * PIECE_ROWS, (piece + 1) * PIECE_ROWS];
    return {
      ...change,
      upserts: upserts.map((column) => column.slice(from, to)),
      deletes: deletes.map((column) => column.slice(from, to)),
    };
  });
}

/**
 * Checks and reads a downloaded file against what the signed release says of it, cheapest check first: length, hash,
 * unpacking no further than announced, header, JSON, schema, counts, and for a snapshot the digest of its rows.
 * Throws SyncError `wrong-length`, `wrong-hash`, `too-large` or `malformed`.
 * @param heldMax what may stay unpacked in memory: of a larger file each piece is unpacked again when it is read
 */
export async function decodeChannelFile(
  packed: Uint8Array | PackedFile,
  channel: string,
  entry: FileEntry,
  heldMax = HELD_BYTES,
): Promise<ChannelFile> {
  const file = packed instanceof Uint8Array ? inMemory(packed) : packed;
  if (file.length !== entry.bytes) {
    throw new SyncError(
      "wrong-length",
      `${entry.path} has ${file.length} bytes, the release says ${entry.bytes}`,
    );
  }
  if (hashOf(file) !== entry.sha256) {
    throw new SyncError(
      "wrong-hash",
      `${entry.path} was changed on its way: its SHA-256 isn't the release's`,
    );
  }
  const [begin = { from: 0, to: file.length }, ...pieces] = framesOf(file);
  const first = await inLimit(entry, () =>
    decompress(file.part(begin.from, begin.to), outputMax(entry.unpackedBytes)),
  );
  const end = first.indexOf(0x0a) + 1;
  const header = read(headerSchema, first.subarray(0, Math.max(end - 1, 0)), `${entry.path}, header`);
  if (header.schema > SCHEMA) {
    throw new SyncError(
      "malformed",
      `${entry.path} has schema ${header.schema}, this till knows ${SCHEMA}: update it`,
    );
  }
  if (header.channel !== channel || header.from !== entry.from || header.to !== entry.to) {
    const is = `${header.channel} ${header.from}-${header.to}`;
    throw new SyncError("malformed", `${entry.path} is ${is}, not ${channel} ${entry.from}-${entry.to}`);
  }
  const { schema, from, to, digestBefore, digestAfter, digestReplaced } = header;
  const sum = digestSum();
  const counts = { upserts: 0, deletes: 0 };
  const look = (changes: readonly TableChange[]) => {
    for (const change of changes) {
      count(counts, change);
      if (from === 0) countUpserts(sum, change);
    }
    return changes;
  };
  let left = entry.unpackedBytes - first.length;
  const held: TableChange[] = [];
  const isHeld = entry.unpackedBytes <= heldMax;
  if (pieces.length === 0) held.push(...look(read(tablesSchema, first.subarray(end), entry.path)));
  for (const [at, piece] of pieces.entries()) {
    // Short, and sooner done here than in another thread; whoever else waits for this one has his turn between two.
    const text = await inLimit(entry, () => unpacked(file, piece, left));
    await setImmediate();
    left -= text.length;
    const changes = look([read(changeSchema, itemOf(text, at === 0, at === pieces.length - 1), entry.path)]);
    if (isHeld) held.push(...changes);
  }
  if (left !== 0) throw new SyncError("malformed", `${entry.path} unpacks to less than the release says`);
  if (counts.upserts !== header.counts.upserts || counts.deletes !== header.counts.deletes) {
    throw new SyncError("malformed", `${entry.path} has not as many rows as its header says`);
  }
  if (from === 0 && (digestBefore !== EMPTY_DIGEST || sum.digest() !== digestAfter)) {
    throw new SyncError("malformed", `${entry.path} has other rows than its digest says`);
  }
  const tables = isHeld || pieces.length === 0 ? held : unpackedAgain(file, pieces, entry);
  return { channel, schema, from, to, digestBefore, digestAfter, digestReplaced, tables };
}

/** Pieces that were looked through: a till never has more than one of them unpacked, however large the file. */
function unpackedAgain(file: PackedFile, pieces: readonly Frame[], entry: FileEntry): Iterable<TableChange> {
  return {
    *[Symbol.iterator]() {
      for (const [at, piece] of pieces.entries()) {
        const text = unpacked(file, piece, entry.unpackedBytes);
        yield JSON.parse(itemOf(text, at === 0, at === pieces.length - 1).toString("utf8"));
      }
    },
  };
}

/** What stands in a piece of a list: "[{…}", ",{…}" and ",{…}]" are one list in several pieces. */
function itemOf(text: Buffer, isFirst: boolean, isLast: boolean): Buffer {
  const begins = text[0] === (isFirst ? 0x5b : 0x2c);
  const end = isLast ? text.lastIndexOf(0x5d) : text.length;
  return begins && end > 0 ? text.subarray(1, end) : Buffer.from("not a piece");
}

function count(counts: { upserts: number; deletes: number }, { upserts, deletes }: TableChange): void {
  counts.upserts += upserts[0]?.length ?? 0;
  counts.deletes += deletes[0]?.length ?? 0;
}

/** No further than so many bytes. */
function outputMax(bytes: number) {
  // In one go: of sixteen KiB at a time a piece would be in memory twice.
  return { maxOutputLength: Math.max(1, bytes), chunkSize: Math.max(64, Math.min(bytes, UNPACKED_BYTES)) };
}

function unpacked(file: PackedFile, { from, to }: Frame, bytesMax: number): Buffer {
  return zstdDecompressSync(file.part(from, to), outputMax(bytesMax));
}

async function inLimit(entry: FileEntry, unpack: () => Buffer | Promise<Buffer>): Promise<Buffer> {
  try {
    return await unpack();
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      const message = `${entry.path} unpacks to more than the ${entry.unpackedBytes} bytes that the release says`;
      throw new SyncError("too-large", message, { cause });
    }
    throw new SyncError("malformed", `${entry.path} is not zstd`, { cause });
  }
}

function read<T>(schema: z.ZodType<T>, text: Buffer, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text.toString("utf8"));
  } catch (cause) {
    throw new SyncError("malformed", `${what} is not JSON`, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new SyncError("malformed", `${what}: ${issue?.path.join(".") || "itself"}: ${issue?.message}`);
}
