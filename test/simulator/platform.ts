/**
 * Node's thread pool and its chance, made to come in order: what it would do elsewhere (zstd, files) is done at once, and what
 * it draws is drawn from the seed. Without this two runs of one seed would differ by which thread was quicker. It changes
 * this whole process, so that it must be the first import of a process of its own. Keys and signatures are the same on every
 * day, so that each is read and checked once.
 */

import crypto, { type KeyObject } from "node:crypto";
import fs from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { Readable } from "node:stream";
import zlib from "node:zlib";

type Done = (error: Error | null, result?: Buffer) => void;
type Coded = (bytes: Buffer, options?: object) => Buffer;

let chance: (() => number) | undefined;

/** From here on everything that is random comes from this. */
export function drawFrom(random: () => number): void {
  chance = random;
}

function atOnce(code: Coded) {
  return (bytes: Buffer, second: object | Done, third?: Done) => {
    const done = third ?? (second as Done);
    let error: Error | null = null;
    let result: Buffer | undefined;
    try {
      result = code(bytes, third === undefined ? undefined : second);
    } catch (thrown) {
      error = thrown as Error;
    }
    process.nextTick(done, error, result);
  };
}

const { randomBytes, createPublicKey, createPrivateKey, verify } = crypto;

function drawn(size: number): Buffer {
  const random = chance;
  if (random === undefined) return randomBytes(size);
  return Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
}

function randomUUID() {
  const hex = drawn(16).toString("hex");
  const [first, second] = [hex.slice(0, 8), hex.slice(8, 12)];
  return `${first}-${second}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}` as const;
}

/** Reckoned once for each different question. */
function remembered<Given extends unknown[], Result>(
  reckon: (...given: Given) => Result,
  nameOf: (...given: Given) => string | undefined,
) {
  const known = new Map<string, Result>();
  return (...given: Given): Result => {
    const name = nameOf(...given);
    if (name === undefined) return reckon(...given);
    let result = known.get(name);
    if (result === undefined) {
      result = reckon(...given);
      if (known.size > REMEMBERED_MAX) known.clear();
      known.set(name, result);
    }
    return result;
  };
}

const REMEMBERED_MAX = 10_000;
const keyNames = new WeakMap<KeyObject, number>();
let keys = 0;

/** Of a key as an object; others are made on the way. */
function keyName(key: unknown): number | undefined {
  if (!(key instanceof crypto.KeyObject)) return undefined;
  const known = keyNames.get(key);
  if (known !== undefined) return known;
  keys += 1;
  keyNames.set(key, keys);
  return keys;
}

const latin = (bytes: unknown) => (Buffer.isBuffer(bytes) ? bytes.toString("latin1") : undefined);

Object.assign(zlib, {
  zstdCompress: atOnce(zlib.zstdCompressSync as Coded),
  zstdDecompress: atOnce(zlib.zstdDecompressSync as Coded),
});
Object.assign(files, {
  readFile: async (path: string, encoding?: BufferEncoding) =>
    encoding === undefined ? fs.readFileSync(path) : fs.readFileSync(path, encoding),
  stat: async (path: string) => fs.statSync(path),
});
Object.assign(fs, {
  createReadStream: (path: string, { start = 0 } = {}) =>
    Readable.from([fs.readFileSync(path).subarray(start)], { objectMode: false }),
});
Object.assign(crypto, {
  createPublicKey: remembered(createPublicKey, (given) => latin((given as { key?: unknown }).key)),
  createPrivateKey: remembered(createPrivateKey, (given) => (typeof given === "string" ? given : undefined)),
  verify: remembered(
    (...given: [null, Buffer, KeyObject, Buffer]) => verify(...given),
    (_, bytes, key, signature) => {
      const [name, said, by] = [keyName(key), latin(bytes), latin(signature)];
      return name === undefined || said === undefined || by === undefined
        ? undefined
        : `${name} ${by} ${said}`;
    },
  ),
  randomBytes: drawn,
  randomUUID,
});
// What needs no import is another one.
globalThis.crypto.randomUUID = randomUUID;
syncBuiltinESMExports();
