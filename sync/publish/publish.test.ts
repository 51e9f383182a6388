import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleChain, sampleGolden, writeChain } from "../fixture/chain.ts";
import { rowsOf } from "../release/channel-digest.ts";
import { decodeChannelFile } from "../release/channel-file.ts";
import { openEnvelope, openPinnedRoot } from "../release/envelope.ts";
import { cardToken, couponToken, loadChainKey } from "../release/token.ts";
import { GoldenError, writeGolden } from "./golden.ts";
import { initKeys, loadPublisherKeys } from "./init-keys.ts";
import { switchOff } from "./kill.ts";
import { LintError, type PublishOptions, preview, publish } from "./publish.ts";
import { contentOf } from "./published.ts";
import { writeOnce } from "./write.ts";

const now = new Date("2026-11-21T10:00:00Z");
let folder: string;
let chain: string;
let to: string;
let keys: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-publish-"));
  [chain, to, keys] = [join(folder, "chain"), join(folder, "releases"), join(folder, "keys")];
  initKeys(keys);
  writeChain(chain);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const go = (more: Partial<PublishOptions> = {}) => publish({ from: chain, to, keys, now, ...more });
/** Every file of the releases folder with its bytes and times, but for the history, which grows. */
const files = () =>
  (readdirSync(to, { recursive: true }) as string[])
    .filter((name) => statSync(join(to, name)).isFile() && name !== "history.jsonl")
    .sort()
    .map((name) => ({
      name,
      text: readFileSync(join(to, name), "latin1"),
      ino: statSync(join(to, name)).ino,
    }));
function published(number: number) {
  const root = openPinnedRoot(readFileSync(join(to, "root/1.json")));
  return openEnvelope("release", readFileSync(join(to, `release/${number}.json`)), root);
}
async function rowsIn(channel: string) {
  const head = openEnvelope(
    "head",
    readFileSync(join(to, "head.json")),
    openPinnedRoot(readFileSync(join(to, "root/1.json"))),
  );
  const entry = published(head.release.version).channels.find((it) => it.channel === channel)!.files[0]!;
  return [...rowsOf(await decodeChannelFile(readFileSync(join(to, entry.path)), channel, entry))];
}

test("a chain folder becomes release 1, with a channel for each kind of rows, however many stores there are", async () => {
  expect(await go()).toMatchObject({ release: 1, headVersion: 1 });
  expect(published(1).channels.map((it) => [it.channel, it.version, it.stores])).toEqual([
    ["rules", 1, undefined],
    ["config", 1, undefined],
    ["articles", 1, undefined],
    ["cards/all", 1, undefined],
    ["coupons/all", 1, undefined],
  ]);
  expect((await rowsIn("config")).map(([, { name }]) => name)).toEqual(
    expect.arrayContaining(["store/0042", "store/0043"]),
  );
  expect(await rowsIn("articles")).toContainEqual([
    "article",
    expect.objectContaining({
      article: "8076809513753",
      price_cents: 119,
      regular_price_cents: null,
      flags: "[]",
    }),
  ]);
});

test("card numbers and unique codes leave HQ only as keyed hashes", async () => {
  await go();
  const key = loadChainKey(join(keys, "chain.key"));
  const [[, card]] = (await rowsIn("cards/all")) as [[string, Record<string, unknown>]];
  expect(card).toMatchObject({
    token: cardToken(key, "2600000000017"),
    tier: "gold",
    balances: '{"points":1250}',
  });
  const coupon = (await rowsIn("coupons/all")).find(([table]) => table === "coupon")?.[1];
  expect(coupon).toMatchObject({
    token: couponToken(key, "9912345678901"),
    card_token: card.token,
    status: "issued",
  });
  const text = JSON.stringify([await rowsIn("cards/all"), await rowsIn("coupons/all")]);
  expect(text).not.toMatch(/2600000000017|9912345678901/);
});

test("publishing again leaves every old file untouched and writes only what changed", async () => {
  await go();
  const before = files();
  writeChain(chain, { articles: sampleChain.articles.slice(1) });
  expect(await go()).toMatchObject({
    release: 2,
    headVersion: 2,
    changed: ["articles"],
  });
  const after = files();
  for (const file of before.filter((it) => it.name !== "head.json")) expect(after).toContainEqual(file);
  // A delta, and a snapshot for whom the delta does not serve; and the release itself.
  expect(after.length - before.length).toBe(3);
  expect(published(2).channels.find((it) => it.channel === "rules")?.version).toBe(1);
});

test("publishing what is published already renews the head and makes no new number", async () => {
  await go();
  expect(await go()).toMatchObject({ release: 1, headVersion: 2, changed: [] });
  expect(await go({ force: true })).toMatchObject({ release: 2, headVersion: 3, changed: [] });
});

test("a publication that died half way is passed over: the next takes a higher number", async () => {
  await go();
  writeFileSync(join(to, "release/2.json"), "half a rel");
  expect(await go({ force: true })).toMatchObject({ release: 3 });
  expect(readFileSync(join(to, "release/2.json"), "utf8")).toBe("half a rel");
});

test("a published file is never overwritten with other content", async () => {
  await go();
  expect(() => writeOnce(to, "release/1.json", "other")).toThrow("what is published never changes");
  expect(readFileSync(join(to, "release/1.json"), "utf8")).not.toBe("other");
});

test("an error that the linter finds stops the publication before anything is written", async () => {
  const [promotion] = sampleChain.rules.promotions;
  writeChain(chain, { rules: { ...sampleChain.rules, promotions: [{ ...promotion, layer: "nowhere" }] } });
  await expect(go()).rejects.toThrow(/nothing was published, .*rules\.json has errors:/);
  await expect(go()).rejects.toBeInstanceOf(LintError);
  expect(existsSync(to)).toBe(false);
});

test("prices and goods of articles.json are held against the promotions, and a ceiling if there is one", async () => {
  const [promotion] = sampleChain.rules.promotions;
  const { select } = promotion!.mechanics[0]!;
  const mechanics = [{ kind: "multi-buy", select, buy: 2, reward: { priceCents: 999 } }];
  const dear = { ...promotion, id: "P2", mechanics };
  writeChain(chain, { rules: { ...sampleChain.rules, promotions: [promotion, dear] } });
  const codes = ({ warnings }: { warnings: readonly { code: string; promotionIds: readonly string[] }[] }) =>
    warnings.map(({ code, promotionIds }) => `${code} ${promotionIds}`);
  expect(codes(await go())).toContain("bundle-dearer-than-parts P2");
  expect(codes(await go())).not.toContain("above-ceiling P1");
  expect(codes(await go({ ceilingPercent: 30 }))).toContain("above-ceiling P1");
});

test("a mechanic that this HQ does not know is not published: the campaign would never give anything", async () => {
  const [promotion] = sampleChain.rules.promotions;
  const misspelt = { ...promotion, mechanics: [{ ...promotion!.mechanics[0], kind: "percents" }] };
  writeChain(chain, { rules: { ...sampleChain.rules, promotions: [misspelt] } });
  await expect(go()).rejects.toThrow(/unknown-mechanic \(P1\): .*"percents".*\(the nearest is "percent"/);
});

test("a price below an article's floor is not published; a piece price on what is sold by weight is warned of", async () => {
  const [promotion] = sampleChain.rules.promotions;
  const [spaghetti, ...others] = sampleChain.articles;
  const select = { of: [{ articles: [spaghetti!.article] }] };
  const cheap = { ...promotion, mechanics: [{ kind: "fixed-price", select, priceCents: 79, per: "unit" }] };
  const rules = { ...sampleChain.rules, promotions: [cheap] };
  writeChain(chain, { rules, articles: [{ ...spaghetti, floorCents: 80 }, ...others] });
  await expect(go()).rejects.toThrow(/price-below-floor \(P1\): .* 0\.79 EUR, below its floor of 0\.80 EUR/);
  writeChain(chain, { rules, articles: [{ ...spaghetti, floorCents: 79, measure: "kg" }, ...others] });
  const { warnings } = await go();
  expect(warnings.map(({ code }) => code)).toContain("price-per-piece-of-weighed");
});

test("a coupon that no promotion takes, and a promotion whose coupon nobody issued, are warned of", async () => {
  const [promotion] = sampleChain.rules.promotions;
  const requires = { kind: "any", of: [{ kind: "coupon", series: "SUMMER" }] };
  writeChain(chain, { rules: { ...sampleChain.rules, promotions: [{ ...promotion, requires }] } });
  const { warnings } = await go();
  expect(warnings).toContainEqual(expect.objectContaining({ code: "coupon-unknown", promotionIds: ["P1"] }));
  expect(warnings).toContainEqual(expect.objectContaining({ code: "coupon-unused", severity: "warning" }));
});

test("a file that was not written to its end, and a time zone that nobody knows, are named before anything is signed", async () => {
  const [store] = sampleChain.config.stores;
  writeChain(chain, { config: { ...sampleChain.config, stores: [{ ...store, timeZone: "Europe/Rom" }] } });
  await expect(go()).rejects.toThrow(/config\.json: stores\.0 \(0042\)\.timeZone: is no time zone/);
  writeFileSync(join(chain, "cards.json"), "");
  await expect(go()).rejects.toThrow(/cards\.json: is empty/);
  expect(existsSync(to)).toBe(false);
});

test("a golden basket travels whole: a till needs no article master to evaluate it", async () => {
  writeChain(chain, { golden: [sampleGolden] });
  await go();
  const [, row] = (await rowsIn("config")).find(([, { name }]) => name === "golden/Three pastas")!;
  expect(JSON.parse(String(row.json))).toMatchObject({
    semantics: 1,
    basket: { lines: [{ lineId: "1", unitPriceCents: 119, department: "10/1020", vatRate: "4" }] },
    context: { customer: { id: "golden", tier: "gold" } },
    expected: sampleGolden.expected,
  });
});

test("a golden basket that gets something else stops the publication and is named, with both answers", async () => {
  const dear = { ...sampleGolden, expected: { totalCents: 357, gets: {} } };
  writeChain(chain, { golden: [sampleGolden, { ...dear, name: "Dear pastas" }] });
  const stopped = await go().catch((error) => error);
  expect(stopped).toBeInstanceOf(GoldenError);
  expect(stopped.message).toBe(
    'nothing was published, a golden basket gets something else:\n  "Dear pastas": total 3.57 expected, 2.38 found; P1: nothing expected, 1.19 taken off found',
  );
  expect(existsSync(to)).toBe(false);
});

test("what a golden basket gets today is written into its file, and nothing else in it is changed", async () => {
  const { expected, ...unsaid } = sampleGolden;
  writeChain(chain, {
    golden: [
      { ...unsaid, semantics: 1 },
      { ...sampleGolden, name: "Old", expected: { totalCents: 1, gets: {} } },
    ],
  });
  await expect(go()).rejects.toThrow(/golden\.json: "Three pastas" has no "expected": .*--golden-write/);
  expect(writeGolden(chain)).toMatchObject([
    { name: "Three pastas", before: undefined, after: expected },
    { name: "Old", differences: ["total 0.01 expected, 2.38 found", expect.any(String)] },
  ]);
  expect(JSON.parse(readFileSync(join(chain, "golden.json"), "utf8"))).toEqual([
    { ...unsaid, semantics: 1, expected },
    { ...sampleGolden, name: "Old" },
  ]);
  await go();
});

test("HQ signs no golden basket that it could not check itself", async () => {
  const { basket } = sampleGolden;
  for (const [change, reason] of [
    [{ semantics: 99 }, /"Three pastas" can't be checked: it needs semantics 99/],
    [
      { basket: { lines: [basket.lines[0], { article: "404", quantity: "1" }] } },
      /golden\.json: "Three pastas", line 2: articles\.json has no article 404: correct its number, or say unitPriceCents$/,
    ],
    [{ basket: { lines: Array(201).fill(basket.lines[0]) } }, /0\.basket\.lines: has more than 200 lines/],
  ] as const) {
    writeChain(chain, { golden: [{ ...sampleGolden, ...change }] });
    await expect(go()).rejects.toThrow(reason);
  }
  writeChain(chain, { golden: [sampleGolden, sampleGolden] });
  await expect(go()).rejects.toThrow(/golden\.json: 1\.name: Three pastas is there twice/);
});

test("a mistake in a file is named by file, place and reason", async () => {
  const [article] = sampleChain.articles;
  const [promotion] = sampleChain.rules.promotions;
  const backwards = { validFrom: "2026-12-31", validTo: "2026-12-01" };
  const valid = { from: backwards.validFrom, to: backwards.validTo };
  for (const [parts, reason] of [
    [
      { articles: [article, { ...article, article: "1", priceCents: 1.5 }] },
      /articles\.json: 1 \(1\)\.priceCents: a whole number is expected, not 1\.5/,
    ],
    [
      { articles: [article, article] },
      /articles\.json: 1 \(8076809513753\)\.article: 8076809513753 is there twice/,
    ],
    [
      { articles: [{ ...article, prize: 1 }] },
      /articles\.json: 0 \(8076809513753\)\.prize: it is not known here/,
    ],
    [
      { coupons: { series: [], codes: [{ code: "9", series: "NO" }] } },
      /coupons\.json: codes\.0\.series: no series is called NO/,
    ],
    [
      { coupons: { series: [{ ...sampleChain.coupons.series[0], validTo: "31.12.2026" }] } },
      /series\.0 \(\w+\)\.validTo: a day like 2026-12-31 is expected, not "31\.12\.2026"/,
    ],
    [
      { cards: [{ ...sampleChain.cards[0], balanceAt: "2026-11-20" }] },
      /cards\.json: 0\.balanceAt: a moment like 2026-12-31T18:00:00\+01:00 is expected, not "2026-11-20"/,
    ],
    [
      { coupons: { series: [{ ...sampleChain.coupons.series[0], ...backwards }] } },
      /coupons\.json: series\.0 \(SPRING5\)\.validTo: it ends before it begins: turn validFrom and validTo round/,
    ],
    [
      { coupons: { ...sampleChain.coupons, codes: [{ ...sampleChain.coupons.codes[0], ...backwards }] } },
      /coupons\.json: codes\.0 \(SPRING5\)\.validTo: it ends before it begins/,
    ],
    [
      { rules: { ...sampleChain.rules, promotions: [{ ...promotion, valid }] } },
      /rules\.json: .*promotion "P1": it ends before it begins: turn from and to round/,
    ],
    [{ config: { ...sampleChain.config, stores: [] } }, /config\.json: stores: names no store/],
    [{ rules: { ...sampleChain.rules, currency: 5 } }, /rules\.json: .*currency/],
  ] as const) {
    writeChain(chain, parts);
    await expect(go()).rejects.toThrow(reason);
  }
  writeFileSync(join(chain, "cards.json"), "[{");
  await expect(go()).rejects.toThrow(/cards\.json: .*JSON/);
  rmSync(join(chain, "cards.json"));
  await expect(go()).rejects.toThrow(/cards\.json: cannot be read \(ENOENT\)/);
});

test("a ring that is called as everybody is, or as another ring, is refused: nobody could say which is meant", async () => {
  const ring = (name: string) => ({ name, stores: ["0042"], soakMinutes: 30 });
  for (const [names, reason] of [
    [["lab", "all"], /config\.json: rollout\.rings\.1\.name: "all" is everybody at once/],
    [["lab", "lab"], /config\.json: rollout\.rings\.1\.name: lab is there twice/],
  ] as const) {
    writeChain(chain, { config: { ...sampleChain.config, rollout: { rings: names.map(ring) } } });
    await expect(go()).rejects.toThrow(reason);
  }
});

test("a ring that names a store the chain does not have is no ring: nothing is published to everybody instead", async () => {
  const rings = [
    { name: "lab", stores: ["0042"], soakMinutes: 30 },
    { name: "first", stores: ["0O42"], soakMinutes: 30 },
  ];
  writeChain(chain, { config: { ...sampleChain.config, rollout: { rings } } });
  await expect(go()).rejects.toThrow("config.json: rollout.rings.1.stores: no store is called 0O42");
});

test("coupons issued since come on top, from a file or as they are", async () => {
  const issued = { codes: [{ code: "9911111111111", series: "SPRING5" }] };
  writeFileSync(join(folder, "issued.json"), JSON.stringify(issued));
  await go({ coupons: join(folder, "issued.json") });
  expect((await rowsIn("coupons/all")).filter(([table]) => table === "coupon")).toHaveLength(2);
  expect(await go({ coupons: issued })).toMatchObject({ release: 1, changed: [] });
  const twice = { codes: [{ code: "9912345678901", series: "SPRING5" }] };
  await expect(go({ coupons: twice })).rejects.toThrow("9912345678901 is there twice");
});

test("keys are made once, for their owner only, and a folder that mixes two chains is refused", async () => {
  for (const name of ["root-1.key", "root-3.key", "release.key", "head.key", "chain.key"]) {
    expect(statSync(join(keys, name)).mode & 0o077).toBe(0);
  }
  expect(() => initKeys(keys)).toThrow("never overwritten");
  const other = join(folder, "other");
  initKeys(other, { rootKeys: 1, rootThreshold: 1 });
  writeFileSync(join(keys, "head.key"), readFileSync(join(other, "head.key")));
  await expect(go()).rejects.toThrow("mixes two chains");
  await expect(go({ keys: join(folder, "none") })).rejects.toThrow(
    /cannot read the signing key .*tillside publish --init-keys FOLDER/,
  );
});

test("a damaged root.json of the keys is named by its path", async () => {
  writeFileSync(join(keys, "root.json"), "[]");
  await expect(go()).rejects.toThrow(`${join(keys, "root.json")} is damaged (the root metadata is no signed`);
});

test("keys are not made where a file is in the way, and the error says what to do", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  for (const wrong of [file, join(file, "keys")])
    expect(() => initKeys(wrong)).toThrow(
      `cannot make the keys folder ${wrong} (a file is in the way): name a new folder`,
    );
});

/** `publish --init-keys` where no file may be longer than a kilobyte: the keys fit, root.json does not. */
function initWhereRootDoesNotFit(folder: string): string {
  const words = `ulimit -f 2; exec "$0" "$1" publish --init-keys "$2" --lang en`;
  const entry = join(import.meta.dirname, "../../tillside.js");
  const { status, stderr } = spawnSync("sh", ["-c", words, process.execPath, entry, folder], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  return stderr;
}

test.skipIf(process.platform === "win32")(
  "keys that do not fit on the disk are made all or none, so that the next attempt finds nothing in its way",
  () => {
    const made = join(folder, "new/keys");
    expect(initWhereRootDoesNotFit(made)).toContain(`cannot write ${join(made, "root.json")} (EFBIG)`);
    expect(existsSync(made)).toBe(false);
    mkdirSync(made);
    writeFileSync(join(made, "note.txt"), "of ours");
    initWhereRootDoesNotFit(made);
    expect(readdirSync(made)).toEqual(["note.txt"]);
    initKeys(made);
    // The power went before the root was written.
    rmSync(join(made, "root.json"));
    expect(() => initKeys(made)).toThrow(
      `${made} holds chain.key and no root.json: if its keys were never used, remove them and make them again`,
    );
  },
);

test("a releases folder of another chain, or one that can't be written, is refused with what to do", async () => {
  const other = join(folder, "other");
  initKeys(other);
  await go();
  await expect(go({ keys: other })).rejects.toThrow("never changes");
  writeFileSync(join(folder, "file"), "");
  await expect(go({ to: join(folder, "file", "releases") })).rejects.toThrow(
    "choose a folder that can be written",
  );
});

test("on a full disk nothing is published, and the same goes out once there is room", async () => {
  await go();
  const before = readFileSync(join(to, "head.json"));
  writeChain(chain, { coupons: { ...sampleChain.coupons, codes: [] } });
  // What the kernel has for it: every write says that the disk is full.
  symlinkSync("/dev/full", join(to, `head.json.${process.pid}.tmp`));
  await expect(go()).rejects.toThrow(
    `the disk is full, ${join(to, "head.json")} can't be written: free some room there and try again`,
  );
  expect(readFileSync(join(to, "head.json"))).toEqual(before);
  // The number that was under way is not used again.
  expect(await go()).toMatchObject({ release: 3 });
});

test("a coupon keeps the home that it was first published with, and one that had none gets none; who publishes is told", async () => {
  const file = join(chain, "coupons.json");
  const coupons = JSON.parse(readFileSync(file, "utf8"));
  const [first, second, third] = ["9910000000904", "9910000000911", "9910000000928"].map((code) => ({
    ...{ code, series: coupons.series[0].series },
  }));
  const write = (...codes: object[]) =>
    writeFileSync(file, JSON.stringify({ ...coupons, codes: [...coupons.codes, ...codes] }));
  write({ ...first, home: "0042" }, { ...second });
  expect(await go()).toMatchObject({ homesKept: 0 });
  write({ ...first, home: "0043" }, { ...second, home: "0043" }, { ...third, home: "0043" });
  expect(await go()).toMatchObject({ release: 2, homesKept: 2 });
  const key = loadChainKey(join(keys, "chain.key"));
  const entry = published(2).channels.find(({ channel }) => channel === "coupons/all")!;
  const rows = await contentOf(to, entry);
  const homeOf = (code: string) => rows.find(([, { token }]) => token === couponToken(key, code))?.[1].home;
  expect([first, second, third].map((one) => homeOf(one!.code) ?? null)).toEqual(["0042", null, "0043"]);
  write({ ...first, home: "9999" });
  await expect(go()).rejects.toThrow("no store is called 9999");
});

test("a file of the releases folder that is damaged or gone is named, and HQ can go on without a backup", async () => {
  await go();
  const { path } = published(1).channels.find(({ channel }) => channel === "config")!.files[0]!;
  const articles = sampleChain.articles.map((it) => ({ ...it, priceCents: it.priceCents + 1 }));
  writeChain(chain, { articles });
  const refused = async (name: string) => {
    const error = await go().catch((error: Error) => error.message);
    expect(error).toContain(
      `${join(to, name)} is ${existsSync(join(to, name)) ? "damaged (" : "not there: "}`,
    );
    expect(error).toContain(`put it back from a backup; without one remove ${join(to, "head.json")}, and`);
  };
  for (const name of ["head.json", "release/1.json", path]) {
    const whole = readFileSync(join(to, name));
    writeFileSync(join(to, name), whole.subarray(0, 20));
    await refused(name);
    rmSync(join(to, name));
    if (name !== "head.json") await refused(name);
    if (name !== path) writeFileSync(join(to, name), whole);
  }
  rmSync(join(to, "head.json"));
  expect((await go()).release).toBe(2);
  const { article, priceCents } = articles[0]!;
  expect((await rowsIn("articles")).map(([, row]) => row)).toContainEqual(
    expect.objectContaining({ article, price_cents: priceCents }),
  );
});

test("with another chain.key nothing is published: no till would know a customer's card", async () => {
  await go();
  const right = readFileSync(join(keys, "chain.key"));
  writeFileSync(join(keys, "chain.key"), `${"ab".repeat(32)}\n`);
  const before = files();
  const why = `${join(keys, "chain.key")} is not the key with which the chain's cards were published`;
  await expect(go()).rejects.toThrow(why);
  await expect(preview({ from: chain, to, keys, now })).rejects.toThrow(why);
  expect(files()).toEqual(before);
  writeFileSync(join(keys, "chain.key"), right);
  expect(await go()).toMatchObject({ release: 1 });
});

test("files of a release that are gone or cut short are noticed and written anew, whatever else changed", async () => {
  writeChain(chain, { coupons: {} });
  await go();
  const filesOf = (number: number, name: string) =>
    published(number).channels.find(({ channel }) => channel === name)!.files;
  const articles = (cents: number) =>
    sampleChain.articles.map((it) => ({ ...it, priceCents: it.priceCents + cents }));
  rmSync(join(to, filesOf(1, "articles")[0]!.path));
  const again = await go();
  expect(again).toMatchObject({ release: 2, changed: [], mended: ["articles"] });
  expect(again.warnings).toMatchObject([
    { code: "files-mended", text: { en: expect.stringContaining("missing (articles)") } },
  ]);
  expect(await rowsIn("articles")).toHaveLength(2);

  writeChain(chain, { articles: articles(1), coupons: {} });
  await go();
  const old = filesOf(3, "articles");
  expect(old.length).toBeGreaterThan(1);
  writeFileSync(join(to, old[0]!.path), "");
  writeChain(chain, { articles: articles(2), coupons: {} });
  expect(await go()).toMatchObject({ release: 4, mended: ["articles"] });
  expect(filesOf(4, "articles")).toHaveLength(1);
  expect(await go()).toMatchObject({ release: 4, warnings: [] });

  // What is switched off and blocked stands beside the releases: nothing here knows it any more.
  await switchOff({ to, keys: loadPublisherKeys(keys), now, kill: ["P1"] });
  rmSync(join(to, "files/kill"), { recursive: true });
  expect((await go()).warnings).toMatchObject([
    { code: "files-lost", text: { en: expect.stringContaining("missing (kill)") } },
  ]);
});
