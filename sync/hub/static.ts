import { hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { isPrivate } from "../release/channels.ts";
import { headSchema } from "../release/metadata.ts";

/** The only names a releases folder shows: no path of a request ever reaches the disk unchecked. */
const NAME =
  /^(?:head\.json|(?:root|release)\/[1-9]\d{0,15}\.json|files\/[A-Za-z0-9][A-Za-z0-9._-]*\/\d+-\d+\.([0-9a-f]{64})\.zst)$/;

/**
 * Answers for a file of the releases folder: strong ETag (its SHA-256), 304 for who has it, cached for ever except
 * head.json. `undefined` if there is no such file.
 */
export async function releaseFile(
  folder: string,
  name: string,
  request: Request,
): Promise<Response | undefined> {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const file = join(folder, name);
  try {
    // A channel file's name tells its hash, so that a large file is streamed, not read to be named.
    const { size, content, sha256 } = match[1]
      ? { size: (await stat(file)).size, content: undefined, sha256: match[1] }
      : await metadata(file);
    const etag = `"${sha256}"`;
    const scope = isPrivate(name) ? "private" : "public";
    const headers = {
      ETag: etag,
      "Cache-Control": name === "head.json" ? "no-cache" : `${scope}, max-age=31536000, immutable`,
    };
    if (matches(request.headers.get("if-none-match"), etag))
      return new Response(null, { status: 304, headers });
    const type = content ? "application/json" : "application/zstd";
    if (request.method === "HEAD") return new Response(null, { headers });
    const start = content ? 0 : startOf(request, etag, size);
    const body = content ?? (Readable.toWeb(createReadStream(file, { start })) as ReadableStream<Uint8Array>);
    const part = start > 0 ? { "Content-Range": `bytes ${start}-${size - 1}/${size}` } : {};
    return new Response(body as ConstructorParameters<typeof Response>[0], {
      status: start > 0 ? 206 : 200,
      headers: { ...headers, ...part, "Content-Type": type, "Content-Length": String(size - start) },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

interface Metadata {
  /** Another file, or other bytes in it. */
  readonly state: string;
  readonly size: number;
  readonly content: Buffer;
  readonly sha256: string;
}

const held = new Map<string, Metadata>();
/** Of files that are small and asked for by every till at every poll. */
const HELD_MAX = 64;

/** Read when it is another than before: every till asks for the head at every poll. Throws where there is none. */
async function metadata(file: string): Promise<Metadata> {
  const { ino, size, mtimeMs, ctimeMs } = await stat(file);
  const state = [ino, size, mtimeMs, ctimeMs].join();
  const known = held.get(file);
  if (known?.state === state) return known;
  const content = await readFile(file);
  const read = { state, size: content.length, content, sha256: hash("sha256", content, "hex") };
  held.delete(file);
  held.set(file, read);
  const [oldest] = held.keys();
  if (held.size > HELD_MAX && oldest !== undefined) held.delete(oldest);
  return read;
}

/** What head.json announces, for HQ's own status page; null before the first publication. Tills verify it themselves. */
export async function publishedHead(folder: string): Promise<PublishedHead | null> {
  const text = await readFile(join(folder, "head.json"), "utf8").catch(() => "");
  const head = text && headSchema.safeParse((JSON.parse(text) as { signed?: unknown }).signed).data;
  return head ? { release: head.release.version, version: head.version, expiresAt: head.expiresAt } : null;
}

export interface PublishedHead {
  readonly release: number;
  readonly version: number;
  readonly expiresAt: string;
}

/** Where a till that was cut off goes on; 0 for everybody else, who gets the whole. */
function startOf(request: Request, etag: string, size: number): number {
  const start = Number(/^bytes=(\d{1,15})-$/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
  return request.headers.get("if-range") === etag && start < size ? start : 0;
}

function matches(header: string | null, etag: string): boolean {
  return (header ?? "")
    .split(",")
    .some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);
}
