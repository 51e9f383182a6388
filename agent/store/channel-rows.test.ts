import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelFile } from "../../sync/protocol.ts";
import {
  type Cell,
  channelDigest,
  EMPTY_DIGEST,
  rowsAfter,
  rowsOf,
} from "../../sync/release/channel-digest.ts";
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

describe("a change that says what it replaces", () => {
  type Row = readonly [article: Cell, text: Cell, cents: Cell];
  const before: readonly Row[] = [
    ["1", "Pasta", 100],
    ["2", "Olio", 700],
    ["3", "Caffè", 350],
  ];
  /** The second is dearer, the third is gone. */
  const change = (says: Partial<ChannelFile> = {}): ChannelFile => {
    const [was, now] = [articles(before), articles([before[0]!, ["2", "Olio", 750]])];
    const [own] = articles([["2", "Olio", 750]]).tables;
    const digestReplaced = channelDigest(rowsOf(articles(before.slice(1))));
    const tables = [{ ...own!, deletes: [["3"]] }];
    return { ...now, from: 1, to: 2, digestBefore: was.digestAfter, digestReplaced, tables, ...says };
  };
  const damaged = (sql: string) => {
    const db = new Database(path);
    db.exec(sql);
    db.close();
  };
  const prices = () => {
    const reader = openReplicaReader(path);
    const found = ["1", "2", "3"].map((article) => reader.article(article)?.priceCents);
    reader.close();
    return found;
  };

  test("is taken without reading that: what was damaged there is right again", async () => {
    const replica = openReplica(path, "0042");
    await replica.activate(1, [articles(before)]);
    damaged(
      "UPDATE article SET price_cents = 1 WHERE article = '2'; DELETE FROM article WHERE article = '3'",
    );
    await replica.activate(2, [change()]);
    replica.close();
    const again = openReplica(path, "0042");
    expect(again.broken).toBeUndefined();
    again.close();
    expect(prices()).toEqual([100, 750, undefined]);
  });

  test("hides no damage beside it", async () => {
    const replica = openReplica(path, "0042");
    await replica.activate(1, [articles(before)]);
    damaged("UPDATE article SET price_cents = 1 WHERE article = '1'");
    await replica.activate(2, [change()]);
    replica.close();
    const again = openReplica(path, "0042");
    expect(again.broken).toBeDefined();
    again.close();
  });

  test("is refused where that and its rows do not add up", async () => {
    const replica = openReplica(path, "0042");
    await replica.activate(1, [articles(before)]);
    const wrong = change({ digestReplaced: channelDigest(rowsOf(articles(before.slice(2)))) });
    await expect(replica.activate(2, [wrong])).rejects.toThrow(/holds other rows than its digest says/);
    expect(prices()).toEqual([100, 700, 350]);
    replica.close();
  });

  test("is read against what is there by a till that is further along, or where HQ did not say it", async () => {
    const replica = openReplica(path, "0042");
    await replica.activate(1, [articles(before)]);
    await replica.activate(2, [change({ digestReplaced: undefined })]);
    await replica.activate(3, [change({ to: 3 })]);
    expect((await replica.versions()).get(ALL)).toBe(3);
    expect(prices()).toEqual([100, 750, undefined]);
    replica.close();
  });
});
