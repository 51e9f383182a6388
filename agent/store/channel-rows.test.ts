import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChannelFile } from "../../sync/protocol.ts";
import { type Cell, channelDigest, EMPTY_DIGEST, rowsAfter } from "../../sync/release/channel-digest.ts";
import { openReplica } from "./replica.ts";
import { openReplicaReader } from "./replica-reader.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-rows-"));
  path = join(folder, "replica.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ALL = "articles/0042";

/** A snapshot of articles; what it says of its content is right. */
function articles(rows: readonly (readonly [article: Cell, text: Cell, cents: Cell])[]): ChannelFile {
  const columns = ["article", "text", "price_cents"];
  const table = { table: "article", columns, upserts: columns.map((_, at) => rows.map((row) => row[at]!)) };
  const tables = [{ ...table, deletes: [] }];
  const digestAfter = channelDigest(rowsAfter([{ tables }]));
  return { channel: ALL, schema: 1, from: 0, to: 1, digestBefore: EMPTY_DIGEST, digestAfter, tables };
}

test("whatever HQ writes is there as HQ wrote it, also when the till is started again", async () => {
  const texts = ["", "Caffè ☕", '"a"\\b', "a\u0000b", "\u2028\ufeff\ufffe", "\u{1f35d}", "1", " 2.50 "];
  const replica = openReplica(path, "0042");
  await replica.activate(1, [articles(texts.map((text, n) => [`${n}`, text, n]))]);
  replica.close();
  const again = openReplica(path, "0042");
  expect(again.broken).toBeUndefined();
  again.close();
  const reader = openReplicaReader(path);
  expect(texts.map((_, n) => reader.article(`${n}`)?.text)).toEqual(texts);
  reader.close();
});

test("a cell that the table would keep as another one leaves everything as it was", async () => {
  const replica = openReplica(path, "0042");
  for (const [text, cents] of [
    [7, 100],
    ["half of \ud83c", 100],
    ["Pasta", "100"],
    ["Pasta", 0.5],
    ["Pasta", 2 ** 60],
  ] as const)
    await expect(replica.activate(1, [articles([["1", text, cents]])])).rejects.toMatchObject({
      code: "release-rejected",
      message: expect.stringMatching(/carries .* as article\.(text|price_cents)/),
    });
  expect(await replica.activeRelease()).toBe(0);
  replica.close();
});

test("rows may come in any order; of one that comes twice the last one counts", async () => {
  const replica = openReplica(path, "0042");
  await replica.activate(1, [
    articles([
      ["9", "first", 1],
      ["5", "other", 2],
      ["9", "last", 3],
    ]),
  ]);
  const reader = openReplicaReader(path);
  expect(reader.articlesOf({})).toEqual(["5", "9"]);
  expect(reader.article("9")).toMatchObject({ text: "last", priceCents: 3 });
  reader.close();
  replica.close();
});
