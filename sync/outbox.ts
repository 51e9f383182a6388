/**
 * The way up: how an event is chained, and what one POST to /v1/outbox carries. The body is zstd over a header line
 * and one line of JSON an event:
 *
 *     {"format":1,"store":"0042","till":"3","epoch":"…32 hex…","lane":"sales","from":17,"count":2}
 *     {"lane":"sales","sequence":17,"previousHash":"…","hash":"…","kind":"sale","atMs":1795,"body":"{…}"}
 *     {"lane":"sales","sequence":18,…}
 */
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import { type Lane, type OutboxEvent, SyncError, type TillIdentity } from "./protocol.ts";

/** A batch ends at whichever comes first; one event is always sent, however long. */
export const BATCH_EVENTS_MAX = 500;
const BATCH_TEXT_BYTES = 512 * 1024;
/** What the hub reads of one request, and what that may grow to. */
export const REQUEST_BYTES_MAX = 4 * 1024 * 1024;
const REQUEST_UNPACKED_BYTES_MAX = 32 * 1024 * 1024;

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export interface Batch extends TillIdentity {
  readonly lane: Lane;
  /** Gapless and in order; at least one. */
  readonly events: readonly OutboxEvent[];
}

/** What the hub answers: it holds the lane durably up to `cursor`. */
export interface Acknowledgement {
  readonly lane: Lane;
  readonly cursor: number;
  /** How late it is at HQ then, milliseconds since 1970. Absent of an older hub. */
  readonly nowMs?: number | undefined;
}

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const laneSchema = z.enum(["claims", "sales"]);
const headerSchema = z.object({
  format: z.literal(1),
  store: z.string().min(1).max(64),
  till: z.string().min(1).max(64),
  epoch: z.string().regex(/^[0-9a-f]{32}$/),
  lane: laneSchema,
  from: z.int().min(1),
  count: z.int().min(1).max(BATCH_EVENTS_MAX),
});
const eventSchema = z.object({
  lane: laneSchema,
  sequence: z.int().min(1),
  previousHash: z.union([z.literal(""), sha256Hex]),
  hash: sha256Hex,
  kind: z.string().min(1).max(64),
  atMs: z.int(),
  body: z
    .string()
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "holds characters that no database keeps"),
});
export const acknowledgementSchema = z.object({
  lane: laneSchema,
  cursor: z.int().min(0),
  nowMs: z.int().min(0).optional(),
});

/** Takes as many of `events` as one request should carry, packed. Precondition: at least one event, gapless. */
export async function encodeBatch(
  identity: TillIdentity,
  lane: Lane,
  events: readonly OutboxEvent[],
): Promise<{ readonly bytes: Uint8Array; readonly count: number }> {
  const lines: string[] = [];
  let length = 0;
  for (const event of events.slice(0, BATCH_EVENTS_MAX)) {
    const { sequence, previousHash, hash, kind, atMs, body } = event;
    const line = JSON.stringify({ lane, sequence, previousHash, hash, kind, atMs, body });
    length += Buffer.byteLength(line) + 1;
    if (lines.length > 0 && length > BATCH_TEXT_BYTES) break;
    lines.push(line);
  }
  const { store, till, epoch } = identity;
  const header = { format: 1, store, till, epoch, lane, from: events[0]?.sequence, count: lines.length };
  // With zstd's checksum a batch that was damaged on its way is refused, and sent again.
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  const bytes = await compress(`${[JSON.stringify(header), ...lines].join("\n")}\n`, { params });
  return { bytes, count: lines.length };
}

/**
 * Reads a request's body: size before everything, then the header, then each line. Only the envelope is judged here:
 * what an event says is none of its business. Throws SyncError `too-large` or `bad-request`, naming the line.
 */
export async function decodeBatch(bytes: Uint8Array): Promise<Batch> {
  if (bytes.length > REQUEST_BYTES_MAX)
    throw new SyncError("too-large", `the batch is over ${REQUEST_BYTES_MAX} bytes`);
  const lines = (await unpack(bytes)).toString("utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const header = readLine(lines[0] ?? "", 1, headerSchema);
  if (lines.length !== header.count + 1) {
    throw new SyncError(
      "bad-request",
      `the batch announces ${header.count} events and carries ${lines.length - 1}`,
    );
  }
  const events = lines.slice(1).map((line, index) => {
    const event = readLine(line, index + 2, eventSchema);
    if (event.lane !== header.lane || event.sequence !== header.from + index) {
      const due = `${header.lane} ${header.from + index}`;
      throw new SyncError(
        "bad-request",
        `line ${index + 2} is ${event.lane} ${event.sequence}, expected ${due}`,
      );
    }
    return event;
  });
  return { store: header.store, till: header.till, epoch: header.epoch, lane: header.lane, events };
}

async function unpack(bytes: Uint8Array): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: REQUEST_UNPACKED_BYTES_MAX });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new SyncError("too-large", `the batch unpacks to over ${REQUEST_UNPACKED_BYTES_MAX} bytes`, {
        cause,
      });
    }
    throw new SyncError("bad-request", "the body is not zstd, or it is cut short or damaged", { cause });
  }
}

function readLine<T>(line: string, number: number, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new SyncError("bad-request", `line ${number} is not JSON`, { cause });
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new SyncError(
    "bad-request",
    `line ${number}, ${issue?.path.join(".") || "itself"}: ${issue?.message}`,
  );
}
