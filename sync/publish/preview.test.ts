import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleChain, sampleGolden, writeChain } from "../fixture/chain.ts";
import type { ChannelRow } from "../release/channel-digest.ts";
import { initKeys, loadPublisherKeys } from "./init-keys.ts";
import { preview, publish, publishAgain } from "./publish.ts";
import { contentOf, readRelease } from "./published.ts";

const now = new Date("2026-11-21T10:00:00Z");
let folder: string;
let place: { readonly from: string; readonly to: string; readonly keys: string; readonly now: Date };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-preview-"));
  place = { from: join(folder, "chain"), to: join(folder, "releases"), keys: join(folder, "keys"), now };
  initKeys(place.keys);
  writeChain(place.from, { golden: [sampleGolden] });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [pasta] = sampleChain.rules.promotions;
const halfPrice = {
  ...pasta,
  id: "P2",
  name: { it: "Passata a metà", en: "Passata half price" },
  mechanics: [{ kind: "percent", select: { of: [{ articles: ["8001234567897"] }] }, percent: "50" }],
};
/** Pasta 2 for 1 instead of 3 for 2, passata at half price, one more in the group. */
const changed = {
  rules: {
    ...sampleChain.rules,
    groups: { pasta: [...sampleChain.rules.groups.pasta, "8000000000001"] },
    promotions: [{ ...pasta, mechanics: [{ ...pasta!.mechanics[0], buy: 2 }] }, halfPrice],
  },
};
const files = () =>
  existsSync(place.to) ? (readdirSync(place.to, { recursive: true }) as string[]).sort() : [];
const rowsAt = async (release: number, channel: string): Promise<readonly ChannelRow[]> => {
  const { channels } = readRelease(place.to, loadPublisherKeys(place.keys), release);
  return contentOf(place.to, channels.find((entry) => entry.channel === channel)!);
};

describe("a dry run", () => {
  test("writes nothing, and of a first release everything is new", async () => {
    const first = await preview(place);
    expect(files()).toEqual([]);
    expect(first).toMatchObject({
      before: null,
      promotions: [{ id: "P1", change: "new", name: { en: "Pasta 3 for 2" } }],
      golden: [{ name: "Three pastas", beforeCents: null, afterCents: 238 }],
      stopped: false,
    });
    expect(first.channels.find(({ channel }) => channel === "cards/all")).toMatchObject({
      added: 1,
      removed: 0,
    });
  });

  test("tells promotions, groups, rows, and what the golden baskets would get", async () => {
    await publish(place);
    const before = files();
    const head = readFileSync(join(place.to, "head.json"));
    writeChain(place.from, changed);
    const told = await preview(place);
    expect([files(), readFileSync(join(place.to, "head.json"))]).toEqual([before, head]);
    expect(told).toMatchObject({
      before: 1,
      promotions: [
        { id: "P1", change: "changed", terms: ["mechanics"] },
        { id: "P2", change: "new", name: { it: "Passata a metà" } },
      ],
      groups: [{ group: "pasta", added: 1, removed: 0 }],
      settings: [],
      golden: [{ beforeCents: 238, afterCents: 238, differences: [] }],
      channels: [{ channel: "rules", added: 2, changed: 1, removed: 0 }],
      stopped: false,
    });
  });

  test("tells which bytes a till with the release of before will download", async () => {
    await publish(place);
    writeChain(place.from, changed);
    const { channels } = await preview(place);
    await publish(place);
    const entry = readRelease(place.to, loadPublisherKeys(place.keys), 2).channels.find(
      ({ channel }) => channel === "rules",
    );
    expect(channels.map(({ bytes }) => bytes)).toEqual([
      entry?.files.find(({ from, to }) => from === 1 && to === 2)?.bytes,
    ]);
  });

  test("is stopped by a golden basket that would get something else, and by the linter's errors, and tells both", async () => {
    await publish(place);
    writeChain(place.from, {
      rules: { ...sampleChain.rules, promotions: [{ ...halfPrice, layer: "nowhere" }] },
      golden: [sampleGolden, { ...sampleGolden, name: "More", expected: { totalCents: 357, gets: {} } }],
    });
    const { stopped, golden, findings, promotions } = await preview(place);
    expect(stopped).toBe(true);
    expect(golden).toMatchObject([
      {
        name: "Three pastas",
        beforeCents: 238,
        afterCents: 357,
        differences: [expect.any(String), expect.any(String)],
      },
      { name: "More", beforeCents: 238, afterCents: 357, differences: [] },
    ]);
    expect(findings.some(({ severity }) => severity === "error")).toBe(true);
    expect(promotions.map(({ id, change }) => `${id} ${change}`)).toEqual(["P1 gone", "P2 new"]);
  });
});

test("rules that change their currency are told: tills that sell in the old one would give nothing", async () => {
  await publish(place);
  writeChain(place.from, { rules: { ...sampleChain.rules, currency: "CHF" }, golden: [] });
  const text = { en: expect.stringContaining("still sell in EUR"), it: expect.any(String) };
  const found = { severity: "warning", code: "currency-changed", promotionIds: [], text };
  expect((await preview(place)).findings).toContainEqual(found);
  expect((await publish(place)).warnings).toContainEqual(found);
  expect((await publish(place)).warnings).not.toContainEqual(found);
});

test("stores that the configuration leaves out are told: they may be closed, or forgotten", async () => {
  const stores = Array.from({ length: 8 }, (_, n) => ({ store: `00${n + 42}`, name: `Store ${n}` }));
  const write = (some: typeof stores) =>
    writeChain(place.from, { config: { ...sampleChain.config, stores: some } });
  write(stores);
  await publish(place);
  write(stores.slice(0, 6));
  const text = { en: expect.stringContaining("no more: 0048, 0049. Tills"), it: expect.any(String) };
  const found = { severity: "warning", code: "stores-gone", promotionIds: [], text };
  expect((await preview(place)).findings).toContainEqual(found);
  expect((await publish(place)).warnings).toContainEqual(found);
  expect((await publish(place)).warnings).not.toContainEqual(found);
  write([{ store: "0100", name: "A new one" }]);
  const many = (await preview(place)).findings.find(({ code }) => code === "stores-gone");
  expect(many?.text.en).toContain("0042, 0043, 0044, 0045, 0046 and 1 more.");
});

describe("undoing", () => {
  test("publishes what a release held as a new one; coupons that were issued and cards that were blocked since stay so", async () => {
    await publish(place);
    const [card] = sampleChain.cards;
    const issued = [...sampleChain.coupons.codes, { code: "9911111111111", series: "SPRING5" }];
    writeChain(place.from, {
      ...changed,
      articles: sampleChain.articles.slice(1),
      cards: [{ ...card, status: "blocked" }],
      coupons: { ...sampleChain.coupons, codes: issued },
      golden: [],
    });
    await publish(place);
    const { from: _, ...options } = place;
    expect(await preview({ ...options, undo: 1 })).toMatchObject({
      before: 2,
      promotions: [
        { id: "P1", change: "changed" },
        { id: "P2", change: "gone" },
      ],
      golden: [{ name: "Three pastas", beforeCents: 238, afterCents: 238 }],
    });
    expect(await publishAgain({ ...options, undo: 1 })).toMatchObject({
      release: 3,
      changed: ["rules", "config", "articles"],
    });
    for (const channel of ["rules", "config", "articles"])
      expect(new Set(await rowsAt(3, channel))).toEqual(new Set(await rowsAt(1, channel)));
    for (const channel of ["cards/all", "coupons/all"])
      expect(await rowsAt(3, channel)).toEqual(await rowsAt(2, channel));
  });

  test("what is not there, or is what tills have now, can't come back", async () => {
    const { from: _, ...options } = place;
    await expect(publishAgain({ ...options, undo: 1 })).rejects.toThrow("release 1 can't come back: ");
    await publish(place);
    await expect(publishAgain({ ...options, undo: 1 })).rejects.toThrow(/stands at 1/);
    await publish({ ...place, force: true });
    rmSync(join(place.to, "release/1.json"));
    await expect(publishAgain({ ...options, undo: 1 })).rejects.toThrow(/release\/1\.json is not there/);
    expect(readRelease(place.to, loadPublisherKeys(place.keys), 2).version).toBe(2);
  });

  test("a release that was changed on the disk since does not come back", async () => {
    await publish(place);
    writeChain(place.from, changed);
    await publish(place);
    const { channels } = readRelease(place.to, loadPublisherKeys(place.keys), 1);
    const file = join(place.to, channels.find(({ channel }) => channel === "rules")!.files[0]!.path);
    writeFileSync(file, readFileSync(file).fill(0, 40, 44));
    const { from: _, ...options } = place;
    await expect(publishAgain({ ...options, undo: 1 })).rejects.toMatchObject({ code: "wrong-hash" });
  });
});
