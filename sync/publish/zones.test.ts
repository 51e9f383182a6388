/** A chain of many stores: price zones, and channels that do not grow with it. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleChain, writeChain } from "../fixture/chain.ts";
import type { ChannelEntry } from "../release/metadata.ts";
import { readChain } from "./chain-folder.ts";
import { initKeys, loadPublisherKeys } from "./init-keys.ts";
import { type PublishOptions, preview, publish, publishAgain } from "./publish.ts";
import { contentOf, readPrevious, readRelease } from "./published.ts";
import { inShards } from "./shards.ts";

const [pasta, other] = [sampleChain.articles[0]!, sampleChain.articles[1]!];
const store = (name: string, ...storeGroups: string[]) => ({
  store: name,
  name: `Store ${name}`,
  storeGroups,
});
const stores = [store("0042", "umbria"), store("0043", "umbria", "small"), store("0044")];

let folder: string;
let place: PublishOptions;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-zones-"));
  place = {
    from: join(folder, "chain"),
    to: join(folder, "releases"),
    keys: join(folder, "keys"),
    now: new Date("2026-11-23T12:00:00Z"),
  };
  initKeys(place.keys);
  chain();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function chain(parts: Record<string, unknown> = {}, itsStores: readonly unknown[] = stores): void {
  writeChain(place.from, { ...parts, config: { ...sampleChain.config, stores: itsStores } } as never);
  rmSync(join(place.from, "articles"), { recursive: true, force: true });
  mkdirSync(join(place.from, "articles"));
}

function zone(name: string, differences: unknown): void {
  writeFileSync(join(place.from, "articles", `${name}.json`), JSON.stringify(differences));
}

const entries = (release: number) => readRelease(place.to, loadPublisherKeys(place.keys), release).channels;
const named = (release: number, name: string) => entries(release).find(({ channel }) => channel === name);
const rowsOf = async (release: number, name: string) =>
  (await contentOf(place.to, named(release, name) as ChannelEntry)).map(
    ([table, cells]) => [table, cells] as const,
  );

describe("price zones", () => {
  test("a store has what its groups say, in their order, then what is said of it alone; the rest is the chain's", () => {
    zone("umbria", [{ article: pasta.article, priceCents: 139, flags: ["no-points"] }]);
    zone("small", [{ article: pasta.article, priceCents: 159 }]);
    zone("0043", [{ article: other.article, sold: false }]);
    const { zones, articles } = readChain(place.from);
    expect(zones).toEqual([
      {
        name: "umbria",
        stores: ["0042"],
        articles: [{ ...articles[0], priceCents: 139, flags: ["no-points"] }],
      },
      {
        name: "umbria.small.0043",
        stores: ["0043"],
        articles: [
          { ...articles[0], priceCents: 159, flags: ["no-points"] },
          { ...articles[1], sold: false },
        ],
      },
    ]);
  });

  test.each([
    ["nobody", [], /articles\/nobody\.json: no store and no store group of config\.json is called so/],
    [
      "umbria",
      [{ article: "1", priceCents: 5 }],
      /umbria\.json: 0\.text: is missing, and articles\.json does not/,
    ],
    [
      "umbria",
      [{ article: pasta.article, price: 5 }],
      /umbria\.json: 0 \(8076809513753\)\.price: it is not known here; look at its spelling/,
    ],
    [
      "umbria",
      [{ article: pasta.article }, { article: pasta.article }],
      /umbria\.json: 1 \(8076809513753\)\.article: .* is there twice/,
    ],
  ])("a file of %s that is wrong is named", (name, differences, reason) => {
    zone(name, differences);
    expect(() => readChain(place.from)).toThrow(reason);
  });

  test.each(["umbria.JSON", "umbria.json.txt"])("%s is not passed over as if nothing stood in it", (name) => {
    writeFileSync(join(place.from, "articles", name), JSON.stringify([{ article: pasta.article }]));
    expect(() => readChain(place.from)).toThrow(`${name}: the name must end in .json`);
  });

  test("of many files with long names are published too, and keep their channel", async () => {
    const groups = Array.from({ length: 8 }, (_, n) => `${n}`.repeat(40));
    chain({}, [store("0042", ...groups), store("0043", ...groups.toReversed())]);
    for (const group of groups) zone(group, [{ article: pasta.article, priceCents: 139 }]);
    await publish(place);
    const names = entries(1).map(({ channel }) => channel);
    expect(names.filter((name) => name.startsWith("prices/")).length).toBe(2);
    expect(await publish(place)).toMatchObject({ release: 1 });
  });

  test("each is a channel that only its stores read; what is not sold there has no price", async () => {
    zone("umbria", [{ article: pasta.article, sold: false }]);
    zone("0044", [{ ...other, article: "4" }]);
    await publish(place);
    expect(entries(1).map(({ channel, stores: its }) => [channel, its])).toEqual([
      ["rules", undefined],
      ["config", undefined],
      ["articles", undefined],
      ["prices/umbria", ["0042", "0043"]],
      ["prices/0044", ["0044"]],
      ["cards/all", undefined],
      ["coupons/all", undefined],
    ]);
    expect(await rowsOf(1, "prices/umbria")).toEqual([
      [
        "store_article",
        expect.objectContaining({ article: pasta.article, text: pasta.text, price_cents: null }),
      ],
    ]);
  });

  test("a store that joins a zone makes a new release, though no row has changed", async () => {
    zone("umbria", [{ article: pasta.article, priceCents: 139 }]);
    await publish(place);
    chain({}, [stores[0], stores[1], store("0044", "umbria")]);
    zone("umbria", [{ article: pasta.article, priceCents: 139 }]);
    expect((await preview(place)).channels).toMatchObject([
      { channel: "config", changed: 1 },
      {
        channel: "prices/umbria",
        changed: 0,
        bytes: named(1, "prices/umbria")!.files[0]!.bytes,
        joined: ["0044"],
        left: [],
      },
    ]);
    expect(await publish(place)).toMatchObject({ release: 2, changed: ["config", "prices/umbria"] });
    expect(named(2, "prices/umbria")).toMatchObject({ version: 1, stores: ["0042", "0043", "0044"] });
  });

  test("that nobody has any more is told before its rows leave the tills", async () => {
    zone("umbria", [{ article: pasta.article, priceCents: 139 }]);
    await publish(place);
    rmSync(join(place.from, "articles/umbria.json"));
    expect((await preview(place)).channels).toEqual([
      { channel: "prices/umbria", added: 0, changed: 0, removed: 1, bytes: 0 },
    ]);
    expect(await publish(place)).toMatchObject({ release: 2, changed: [], gone: ["prices/umbria"] });
    expect(await publish(place)).toMatchObject({ release: 2, gone: [] });
  });

  test("the linter holds promotions against each zone's prices and floors", async () => {
    const below = async () =>
      (await preview(place)).findings.filter(({ code }) => code === "cut-below-floor").length;
    expect(await below()).toBe(0);
    zone("umbria", [{ article: pasta.article, floorCents: Number(pasta.priceCents) }]);
    expect(await below()).toBe(1);
  });

  test("come back for the stores of now: one that was opened since, and one that has come into the group", async () => {
    const umbria = () => zone("umbria", [{ article: pasta.article, priceCents: 139 }]);
    zone("umbria", [{ article: pasta.article, priceCents: 129 }]);
    zone("0044", [{ article: pasta.article, priceCents: 149 }]);
    await publish(place);
    chain({}, [store("0042"), stores[1], store("0044", "umbria"), store("0050", "umbria")]);
    umbria();
    await publish(place);
    const { from: _, ...again } = place;
    await publishAgain({ ...again, undo: 1 });
    expect(named(3, "prices/umbria")?.stores).toEqual(["0043", "0050"]);
    // No store of the group had prices of its own then.
    expect(named(3, "prices/0044")?.stores).toEqual(["0044"]);
  });

  test("come back when a release is undone; a store that was opened since stays open", async () => {
    zone("umbria", [{ article: pasta.article, priceCents: 139 }]);
    await publish(place);
    chain({}, [...stores, store("0050")]);
    await publish(place);
    expect(named(2, "prices/umbria")).toBeUndefined();
    const { from: _, ...again } = place;
    await publishAgain({ ...again, undo: 1 });
    expect(named(3, "prices/umbria")).toMatchObject({ stores: ["0042", "0043"] });
    const names = (await rowsOf(3, "config")).map(([, { name }]) => name);
    expect(names).toContain("store/0050");
    expect(new Set(names).size).toBe(names.length);
  });
});

test("a thousand stores cost a release no more than one", async () => {
  await publish(place);
  const bytes = (release: number) => statSync(join(place.to, `release/${release}.json`)).size;
  chain(
    {},
    Array.from({ length: 1000 }, (_, n) => store(String(n).padStart(4, "0"))),
  );
  await publish(place);
  chain({ articles: [{ ...pasta, priceCents: 121 }, other] }, readChain(place.from).config.stores);
  expect(await publish(place)).toMatchObject({ changed: ["articles"] });
  expect(bytes(3) - bytes(1)).toBeLessThan(1000);
});

describe("cards and coupons of a large chain", () => {
  const before = () => readPrevious(place.to, loadPublisherKeys(place.keys)).release;

  test("go in sixteen channels, each row in one of them, series in the one that all was in; and stay so", async () => {
    const rows = [
      ["coupon_series", { series: "S" }],
      ...Array.from({ length: 64 }, (_, n) => [
        "coupon",
        { token: `${(n % 16).toString(16)}${n}`, series: "S" },
      ]),
    ] as never;
    const content = { channel: "coupons/all", rows };
    expect(inShards([content], undefined, 65)).toEqual([content]);
    const shards = inShards([content], undefined, 64);
    expect(shards.map(({ channel }) => channel)).toEqual([
      "coupons/all",
      ...[..."0123456789abcdef"].map((digit) => `coupons/${digit}`),
    ]);
    expect(shards.map(({ rows: own }) => own.length)).toEqual([1, ...Array(16).fill(4)]);
    expect(shards.flatMap(({ rows: own }) => own).length).toBe(65);
    expect(inShards([content], { channels: [{ channel: "coupons/0" }] } as never, 65)).toEqual(shards);
  });

  test("have the same cards as the channel before them: a dry run tells what is new, changed and gone", async () => {
    const [card] = sampleChain.cards;
    const numbered = (n: number) => ({ ...card!, number: `29900000000${n}` });
    chain({ cards: [1, 2, 3, 4].map((n) => numbered(10 + n)) });
    await publish(place);
    chain({ cards: [numbered(11), { ...numbered(12), tier: "silver" }, numbered(13), numbered(15)] });
    const { channels } = await preview({ ...place, wholeMax: 0 });
    const told = channels.filter(({ channel }) => channel.startsWith("cards/"));
    const sum = (of: (one: (typeof told)[number]) => number) => told.reduce((all, one) => all + of(one), 0);
    expect([sum(({ added }) => added), sum(({ changed }) => changed), sum(({ removed }) => removed)]).toEqual(
      [1, 1, 1],
    );
    expect(told.at(-1)).toMatchObject({ channel: "cards/all", removed: 1, bytes: 0 });
  });

  test("keep the homes that they had while they were in one", async () => {
    const card = { ...sampleChain.cards[0]!, home: "0042" };
    chain({ cards: [card] });
    await publish(place);
    expect(before()?.channels.map(({ channel }) => channel)).toContain("cards/all");
    chain({ cards: [{ ...card, home: "0043" }] });
    expect(await publish({ ...place, wholeMax: 0 })).toMatchObject({ homesKept: 1 });
    const shards = entries(2).filter(({ channel }) => channel.startsWith("cards/"));
    expect(shards.map(({ channel }) => channel)).not.toContain("cards/all");
    const held = (await Promise.all(shards.map((entry) => contentOf(place.to, entry)))).flat();
    expect(held.map(([, { home }]) => home)).toEqual(["0042"]);
    expect(readFileSync(join(place.to, "history.jsonl"), "utf8")).toContain("cards/0");
  });
});
