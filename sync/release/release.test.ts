import { hash } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { ChannelFile } from "../protocol.ts";
import { canonicalJson } from "./canonical-json.ts";
import {
  type Cell,
  type ChannelRow,
  channelDigest,
  digestSum,
  EMPTY_DIGEST,
  rowsOf,
} from "./channel-digest.ts";
import { decodeChannelFile, encodeChannelFile } from "./channel-file.ts";
import { openEnvelope, openNextRoot, openPinnedRoot, signEnvelope } from "./envelope.ts";
import { framesOf } from "./frames.ts";
import { generateSigningKey, loadSigningKey, type SigningKey, writeSigningKey } from "./keys.ts";
import type { FileEntry, Head, Root } from "./metadata.ts";
import { inMemory } from "./packed-file.ts";
import { cardToken, chainKeyId, couponToken, loadChainKey } from "./token.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-release-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [a, b, c, release, head] = Array.from({ length: 5 }, generateSigningKey) as [
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
];
function rootOf(roots: readonly SigningKey[], threshold: number, version = 1): Root {
  const all = [...roots, release, head];
  return {
    role: "root",
    format: 1,
    version,
    keys: Object.fromEntries(all.map((key) => [key.keyId, { kind: "ed25519", publicKey: key.publicKey }])),
    roles: {
      root: { keyIds: roots.map((key) => key.keyId), threshold },
      release: { keyIds: [release.keyId], threshold: 1 },
      head: { keyIds: [head.keyId], threshold: 1 },
    },
  };
}
const aHead: Head = {
  role: "head",
  format: 1,
  version: 7,
  signedAt: "2026-11-21T10:00:00Z",
  expiresAt: "2026-11-28T10:00:00Z",
  release: { version: 5, bytes: 100, sha256: "0".repeat(64) },
};
const bytesOf = (text: string) => Buffer.from(text);
const fault = (code: string) => expect.objectContaining({ code });

test("the same value has one text, whatever the order of its keys", () => {
  expect(canonicalJson({ b: [1, "à"], a: { d: null, c: undefined } })).toBe('{"a":{"d":null},"b":[1,"à"]}');
  fc.assert(
    fc.property(
      fc.jsonValue(),
      (value) => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value),
    ),
  );
  expect(() => canonicalJson({ a: Number.NaN })).toThrow("JSON can't hold NaN");
  expect(() => canonicalJson(JSON.parse("[".repeat(100) + "]".repeat(100)))).toThrow("nested deeper");
});

test("a head that the head key signed is read", () => {
  expect(openEnvelope("head", bytesOf(signEnvelope(aHead, [head])), rootOf([a], 1))).toEqual(aHead);
});

test("a head signed by a stranger, by another role's key, or changed afterwards is refused", () => {
  const root = rootOf([a], 1);
  const good = signEnvelope(aHead, [head]);
  for (const bad of [
    signEnvelope(aHead, [generateSigningKey()]),
    signEnvelope(aHead, [release]),
    signEnvelope(aHead, []),
    good.replace('"version":7', '"version":8'),
  ]) {
    expect(() => openEnvelope("head", bytesOf(bad), root)).toThrow(fault("bad-signature"));
  }
});

test("what one role signed can't be shown as another's", () => {
  const both = rootOf([a], 1);
  const oneKey = { ...both, roles: { ...both.roles, release: both.roles.head } };
  expect(() => openEnvelope("release", bytesOf(signEnvelope(aHead, [head])), oneKey)).toThrow(
    fault("malformed"),
  );
});

test("with a threshold of two, one key signing twice is not enough", () => {
  const root = rootOf([a, b, c], 2);
  expect(openPinnedRoot(bytesOf(signEnvelope(root, [a, c])))).toEqual(root);
  expect(() => openPinnedRoot(bytesOf(signEnvelope(root, [a, a])))).toThrow(fault("bad-signature"));
});

test("a new root counts only when the old and the new keys have signed it, one number up", () => {
  const current = rootOf([a], 1);
  const next = rootOf([b], 1, 2);
  expect(openNextRoot(bytesOf(signEnvelope(next, [a, b])), current)).toEqual(next);
  expect(() => openNextRoot(bytesOf(signEnvelope(next, [a])), current)).toThrow(fault("bad-signature"));
  expect(() => openNextRoot(bytesOf(signEnvelope(next, [b])), current)).toThrow(fault("bad-signature"));
  const skipping = rootOf([b], 1, 3);
  expect(() => openNextRoot(bytesOf(signEnvelope(skipping, [a, b])), current)).toThrow(fault("rollback"));
});

test("a root that gives a key another key's name, or asks for more keys than it has, is refused", () => {
  const root = rootOf([a], 1);
  const swapped = {
    ...root,
    keys: { ...root.keys, [a.keyId]: { kind: "ed25519" as const, publicKey: b.publicKey } },
  };
  expect(() => openPinnedRoot(bytesOf(signEnvelope(swapped, [b])))).toThrow("isn't its hash");
  expect(() => openPinnedRoot(bytesOf(signEnvelope(rootOf([a], 2), [a])))).toThrow("more signatures");
});

test("metadata that is no JSON, no envelope or huge is refused", () => {
  const root = rootOf([a], 1);
  expect(() => openEnvelope("head", bytesOf("<html>"), root)).toThrow("not JSON");
  expect(() => openEnvelope("head", bytesOf("[]"), root)).toThrow("no signed envelope");
  expect(() => openEnvelope("head", Buffer.alloc(2 ** 21, " "), root)).toThrow(fault("too-large"));
});

test("a signing key comes back from its file, which only its owner may read, and is never overwritten", () => {
  const file = join(folder, "head.key");
  writeSigningKey(file, head);
  expect(statSync(file).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);
  expect(loadSigningKey(file).keyId).toBe(head.keyId);
  expect(() => writeSigningKey(file, release)).toThrow("never overwritten");
  expect(() => loadSigningKey(join(folder, "none.key"))).toThrow(fault("unusable"));
  writeFileSync(join(folder, "junk.key"), "junk");
  expect(() => loadSigningKey(join(folder, "junk.key"))).toThrow("not a private key");
});

test("a card's token depends on the chain's key, and a card and a coupon of one number differ", () => {
  const key = Buffer.alloc(32, 1);
  // Fixed for ever, since tokens lie in every replica; computed with openssl dgst -mac HMAC.
  expect(cardToken(key, "2600000000017")).toBe(
    "681c95b70e3208c8ff3c29b4b090bc1b794754acde1f58ef5cd73128601b3b1f",
  );
  expect(couponToken(key, "2600000000017")).not.toBe(cardToken(key, "2600000000017"));
  expect(cardToken(Buffer.alloc(32, 2), "2600000000017")).not.toBe(cardToken(key, "2600000000017"));
  expect(chainKeyId(key)).toMatch(/^[0-9a-f]{16}$/);
  writeFileSync(join(folder, "chain.key"), "too short");
  expect(() => loadChainKey(join(folder, "chain.key"))).toThrow("64 hex digits");
  expect(() => loadChainKey(join(folder, "missing"))).toThrow("copy chain.key");
});

const rows: readonly ChannelRow[] = [
  ["config", { name: "languages", json: '["it"]' }],
  ["config", { name: "receipt", json: "{}" }],
];
const file: ChannelFile = {
  channel: "config/0042",
  schema: 1,
  from: 0,
  to: 3,
  digestBefore: EMPTY_DIGEST,
  digestAfter: channelDigest(rows),
  tables: [
    {
      table: "config",
      columns: ["name", "json"],
      upserts: [
        ["languages", "receipt"],
        ['["it"]', "{}"],
      ],
      deletes: [],
    },
  ],
};

test("a digest sees every changed cell, and neither the order of rows nor empty cells", () => {
  expect(channelDigest(rows.toReversed())).toBe(channelDigest(rows));
  expect(channelDigest([["config", { json: '["it"]', name: "languages", later: null }], rows[1]!])).toBe(
    channelDigest(rows),
  );
  expect(channelDigest([["config", { name: "languages", json: '["en"]' }], rows[1]!])).not.toBe(
    channelDigest(rows),
  );
  const sum = digestSum(channelDigest(rows));
  sum.rowsOf("config", ["name", "json"])(["languages", '["it"]'], -1);
  expect(sum.digest()).toBe(channelDigest([rows[1]!]));
  expect(channelDigest([])).toBe(EMPTY_DIGEST);
});

test("a channel file comes back as it was, and can be read with zstd alone", async () => {
  const { bytes, entry } = await encodeChannelFile(file);
  expect(entry.path).toBe(`files/config-0042/0-3.${entry.sha256}.zst`);
  expect(await decodeChannelFile(bytes, "config/0042", entry)).toEqual(file);
  expect([...rowsOf(file)]).toEqual(rows);
  const header = zstdDecompressSync(bytes).toString().split("\n")[0];
  expect(JSON.parse(header ?? "")).toMatchObject({
    channel: "config/0042",
    counts: { upserts: 2, deletes: 0 },
  });
});

test.each([
  ["a large", 10],
  ["a very large", 1_100],
])(
  "%s file of articles is packed in pieces, and is what it was as often as it is gone through",
  async (_, length) => {
    const text = "x".repeat(length);
    const names = Array.from({ length: 25_000 }, (_, n) => `${n}`);
    const gone = names.slice(0, 12_000).map((name) => `x${name}`);
    const columns = ["article", "text"];
    const articles = { table: "article", columns, upserts: [names, names.map(() => text)], deletes: [gone] };
    const digestAfter = channelDigest(names.map((article) => ["article", { article, text }]));
    const large = { ...file, channel: "articles/0042", digestAfter, tables: [articles] };
    const { bytes, entry } = await encodeChannelFile(large);
    const texts = framesOf(inMemory(bytes)).map(({ from, to }) =>
      zstdDecompressSync(bytes.subarray(from, to)).toString(),
    );
    expect(texts.length).toBe(14);
    expect(JSON.parse(texts.join("").split("\n")[1]!)).toHaveLength(13);
    const { tables } = await decodeChannelFile(bytes, "articles/0042", entry);
    for (const pieces of [[...tables], [...tables]]) {
      expect(pieces.flatMap(({ upserts }) => upserts[0])).toEqual(names);
      expect(pieces.flatMap(({ deletes }) => deletes[0] ?? [])).toEqual(gone);
    }
    for (const wrong of [
      { unpackedBytes: entry.unpackedBytes - 1 },
      { unpackedBytes: entry.unpackedBytes + 1 },
    ])
      await expect(decodeChannelFile(bytes, "articles/0042", { ...entry, ...wrong })).rejects.toThrow(
        /unpacks to/,
      );
    const cut = bytes.subarray(0, -1);
    await expect(
      decodeChannelFile(cut, "articles/0042", {
        ...entry,
        bytes: cut.length,
        sha256: hash("sha256", cut, "hex"),
      }),
    ).rejects.toThrow("not zstd");
  },
);

test("a truncated, a changed and an exchanged channel file are refused, each for its reason", async () => {
  const { bytes, entry } = await encodeChannelFile(file);
  await expect(decodeChannelFile(bytes.subarray(1), "config/0042", entry)).rejects.toThrow(
    fault("wrong-length"),
  );
  const flipped = Uint8Array.from(bytes);
  flipped[20]! ^= 1;
  await expect(decodeChannelFile(flipped, "config/0042", entry)).rejects.toThrow(fault("wrong-hash"));
  await expect(decodeChannelFile(bytes, "config/0043", entry)).rejects.toThrow(fault("malformed"));
});

test("a bomb stops at the size that was announced", async () => {
  const bytes = zstdCompressSync(Buffer.alloc(50_000_000));
  await expect(decodeChannelFile(bytes, "rules", entryFor(bytes, 1000))).rejects.toThrow(fault("too-large"));
});

test("a signed file whose content contradicts itself is refused", async () => {
  const header = {
    format: 1,
    schema: 1,
    channel: "config/0042",
    from: 0,
    to: 3,
    counts: { upserts: 2, deletes: 0 },
  };
  const digests = { digestBefore: EMPTY_DIGEST, digestAfter: file.digestAfter };
  const packed = (head: object, tables: unknown) =>
    `${JSON.stringify({ ...header, ...digests, ...head })}\n${JSON.stringify(tables)}\n`;
  const damaged = [
    {
      ...[...file.tables][0],
      upserts: [
        ["languages", "receipt"],
        ['["en"]', "{}"],
      ],
    },
  ];
  const ragged = [{ ...[...file.tables][0], upserts: [["languages"], ['["it"]', "{}"]] }];
  for (const [text, reason] of [
    [packed({}, damaged), "digest"],
    [packed({}, ragged), "ragged"],
    [packed({ counts: { upserts: 3, deletes: 0 } }, file.tables), "as many rows"],
    [packed({ counts: { upserts: 2, deletes: 1 } }, file.tables), "as many rows"],
    [packed({ digestBefore: "1".repeat(64) }, file.tables), "digest"],
    [packed({ to: 4 }, file.tables), "is config/0042 0-4, not config/0042 0-3"],
    [packed({ schema: 99 }, file.tables), "update it"],
    ["no header at all", "header is not JSON"],
    [`${JSON.stringify({ ...header, ...digests })}\n[`, "not JSON"],
  ] as const) {
    const bytes = zstdCompressSync(text);
    const entry = entryFor(bytes, Buffer.byteLength(text));
    await expect(decodeChannelFile(bytes, "config/0042", entry)).rejects.toThrow(reason);
  }
});

function entryFor(bytes: Uint8Array, unpackedBytes: number): FileEntry {
  const sha256 = hash("sha256", bytes, "hex");
  const path = `files/config-0042/0-3.${sha256}.zst`;
  return { from: 0, to: 3, path, bytes: bytes.length, sha256, unpackedBytes };
}

test("a row's part of the digest is the hash of its canonical JSON, whatever is in it", () => {
  const cells: readonly Cell[] = ["", "a", 'a"b\\', "\u2028é\u{1f600}", "\ud800", 0, -1, 1.5, 1e21, null];
  const rows = cells.map(
    (cell, n): ChannelRow => ["card", n % 2 === 0 ? { z: cell, a: n } : { a: n, z: cell }],
  );
  const own = (row: ChannelRow[1]) => {
    const kept = Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));
    return hash("sha256", canonicalJson(["card", kept]), "hex");
  };
  for (const [table, row] of rows) expect(channelDigest([[table, row]])).toBe(own(row));
  // Also of rows that follow each other with some of the same cells.
  const alike = [...cells, ...cells].map((z, n) => ({ a: n >> 2, z }));
  const sum = alike.reduce((all, row) => all + BigInt(`0x${own(row)}`), 0n);
  expect(channelDigest(alike.map((row) => ["card", row]))).toBe(
    BigInt.asUintN(256, sum).toString(16).padStart(64, "0"),
  );
});
