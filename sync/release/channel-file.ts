/**
 * A channel file: zstd over a header line and, below it, the changes as columnar JSON. It can be read with
 * `zstd -dc FILE | head -c 2000`.
 */
import { hash } from "node:crypto";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import { type ChannelFile, SyncError } from "../protocol.ts";
import { type Cell, EMPTY_DIGEST, tablesDigest } from "./channel-digest.ts";
import type { FileEntry } from "./metadata.ts";
import { SCHEMA } from "./tables.ts";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * Rules are written once and read by every till of the chain: they come to two thirds of what the default gives, in a few
 * seconds. A store's own files would take as long each, and tokens of cards and coupons hardly get smaller.
 */
const HARD_LEVEL = 19;
const HARD_BYTES = 32 * 1024 * 1024;

const headerSchema = z.object({
  format: z.literal(1),
  schema: z.int().min(1),
  channel: z.string(),
  from: z.int().min(0),
  to: z.int().min(1),
  counts: z.object({ upserts: z.int().min(0), deletes: z.int().min(0) }),
  digestBefore: z.string().regex(/^[0-9a-f]{64}$/),
  digestAfter: z.string().regex(/^[0-9a-f]{64}$/),
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
const tablesSchema = z.array(
  z
    .object({
      table: name,
      columns: z.array(name).min(1),
      upserts: z.array(cells).refine(equalLengths, "is ragged"),
      deletes: z.array(keys).refine(equalLengths, "is ragged"),
    })
    .refine((change) => change.upserts.length === change.columns.length, "has not one array a column"),
);

export interface EncodedFile {
  readonly bytes: Uint8Array;
  readonly entry: FileEntry;
}

/** Packs a channel file and says how a release announces it. */
export async function encodeChannelFile(file: ChannelFile): Promise<EncodedFile> {
  const { channel, schema, from, to, digestBefore, digestAfter } = file;
  const header = { format: 1, schema, channel, from, to, counts: countsOf(file), digestBefore, digestAfter };
  const text = Buffer.from(`${JSON.stringify(header)}\n${JSON.stringify(file.tables)}\n`);
  const isHard = !channel.includes("/") && text.length <= HARD_BYTES;
  const level = isHard ? HARD_LEVEL : constants.ZSTD_CLEVEL_DEFAULT;
  const bytes = await compress(text, {
    params: { [constants.ZSTD_c_compressionLevel]: level },
    // Without it a file of a few rows is given tables for a large one.
    pledgedSrcSize: text.length,
  });
  const sha256 = hash("sha256", bytes, "hex");
  const path = `files/${channel.replace("/", "-")}/${from}-${to}.${sha256}.zst`;
  return { bytes, entry: { from, to, path, bytes: bytes.length, sha256, unpackedBytes: text.length } };
}

/**
 * Checks and reads a downloaded file against what the signed release says of it, cheapest check first: length, hash,
 * unpacking no further than announced, header, JSON, schema, counts, and for a snapshot the digest of its rows.
 * Throws SyncError `wrong-length`, `wrong-hash`, `too-large` or `malformed`.
 */
export async function decodeChannelFile(
  bytes: Uint8Array,
  channel: string,
  entry: FileEntry,
): Promise<ChannelFile> {
  if (bytes.length !== entry.bytes) {
    throw new SyncError(
      "wrong-length",
      `${entry.path} has ${bytes.length} bytes, the release says ${entry.bytes}`,
    );
  }
  if (hash("sha256", bytes, "hex") !== entry.sha256) {
    throw new SyncError(
      "wrong-hash",
      `${entry.path} was changed on its way: its SHA-256 isn't the release's`,
    );
  }
  const text = await unpack(bytes, entry);
  const end = text.indexOf(0x0a);
  const header = read(headerSchema, text.subarray(0, Math.max(end, 0)), `${entry.path}, header`);
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
  const tables = read(tablesSchema, text.subarray(end + 1), entry.path);
  const { schema, from, to, digestBefore, digestAfter } = header;
  const file: ChannelFile = { channel, schema, from, to, digestBefore, digestAfter, tables };
  const counts = countsOf(file);
  if (counts.upserts !== header.counts.upserts || counts.deletes !== header.counts.deletes) {
    throw new SyncError("malformed", `${entry.path} has not as many rows as its header says`);
  }
  if (from === 0 && (digestBefore !== EMPTY_DIGEST || tablesDigest(tables) !== digestAfter)) {
    throw new SyncError("malformed", `${entry.path} has other rows than its digest says`);
  }
  return file;
}

function countsOf(file: ChannelFile): { upserts: number; deletes: number } {
  const sum = (pick: (change: ChannelFile["tables"][number]) => readonly (readonly unknown[])[]) =>
    file.tables.reduce((total, change) => total + (pick(change)[0]?.length ?? 0), 0);
  return { upserts: sum((change) => change.upserts), deletes: sum((change) => change.deletes) };
}

async function unpack(bytes: Uint8Array, entry: FileEntry): Promise<Buffer> {
  let text: Buffer;
  try {
    text = await decompress(bytes, { maxOutputLength: entry.unpackedBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      const message = `${entry.path} unpacks to more than the ${entry.unpackedBytes} bytes that the release says`;
      throw new SyncError("too-large", message, { cause });
    }
    throw new SyncError("malformed", `${entry.path} is not zstd`, { cause });
  }
  if (text.length === entry.unpackedBytes) return text;
  throw new SyncError("malformed", `${entry.path} unpacks to less than the release says`);
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
