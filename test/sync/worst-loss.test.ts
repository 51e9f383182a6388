import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { previewReport, publishedReport } from "../../agent/cli/publish-report.ts";
import { sampleChain, writeChain } from "../../sync/fixture/chain.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { preview, publish, publishAgain } from "../../sync/publish/publish.ts";
import { contentOf, readRelease } from "../../sync/publish/published.ts";

let folder: string;
let place: { readonly from: string; readonly to: string; readonly keys: string; readonly now: Date };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-loss-"));
  const now = new Date("2026-11-21T10:00:00Z");
  place = { from: join(folder, "chain"), to: join(folder, "releases"), keys: join(folder, "keys"), now };
  initKeys(place.keys);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fiveOff = {
  id: "P5",
  name: { it: "5 euro", en: "5 euros" },
  layer: "offers",
  requires: { kind: "coupon", series: "SPRING5" },
  mechanics: [{ kind: "basket", amountCents: 500 }],
};
const counted = {
  ...sampleChain.rules.promotions[0],
  id: "P7",
  limits: { budget: { applications: 2000 } },
};
const inCents = { ...counted, id: "P8", limits: { budget: { amountCents: 100_000 } } };
const rules = {
  ...sampleChain.rules,
  layers: [...sampleChain.rules.layers, { id: "basket", stage: "basket", mode: "stack" }],
  promotions: [...sampleChain.rules.promotions, { ...fiveOff, layer: "basket" }, counted, inCents],
};
const allowances = {
  tills: 120,
  coupons: { SPRING5: { worthCents: 500, perTillAndDay: 6, perTillAndOutage: 10, perCardCents: 500 } },
  points: { points: { worthCentsPerHundred: 100, perTillAndDay: 2000 } },
  budgets: { P7: { applications: 20 }, P8: { amountCents: 1000 } },
};
const write = (change: object = {}) =>
  writeChain(place.from, {
    rules,
    config: { ...sampleChain.config, allowances: { ...allowances, ...change } },
  });

test("publish and its dry run say what can be lost at the most, and how it is reckoned", async () => {
  write();
  const said = [
    "If the line is down at all 120 tills for a day, at most 6,200.00 € more than planned, and without a known end: P7.",
    "  coupons SPRING5              3,600.00  120 tills × 6 × 5.00",
    "  points points                2,400.00  120 tills × 2000 points × 1.00 a hundred",
    "  budget P7                      no end  up to 400 applications more than the budget: 120 tills × 20 less 2000",
    "  budget P8                      200.00  120 tills × 10.00 less 1,000.00",
  ];
  const dry = previewReport(await preview(place), "en");
  const published = publishedReport(await publish(place), { language: "en", forced: false });
  for (const line of said) {
    expect(dry).toContain(line);
    expect(published).toContain(line);
  }
});

test("what a coupon takes off by the basket nobody can reckon: it is said whose word that is; and part of a cent is a cent", async () => {
  const byBasket = {
    ...sampleChain.rules.promotions[0],
    id: "P6",
    requires: { kind: "coupon", series: "SPRING5" },
  };
  const points = { points: { worthCentsPerHundred: 1, perTillAndDay: 1 } };
  writeChain(place.from, {
    rules: { ...rules, promotions: [...rules.promotions, byBasket] },
    config: { ...sampleChain.config, allowances: { ...allowances, points } },
  });
  const dry = previewReport(await preview(place), "en");
  expect(dry).toContain("120 tills × 6 × 5.00; that one is worth no more is HQ's word");
  expect(dry).toMatch(/points points +0\.02 {2}120 tills × 1 points × 0\.01 a hundred/);
});

test("tills get the allowances as rows of the configuration, and an undone release has its own again", async () => {
  write();
  await publish(place);
  write({ coupons: { SPRING5: "refuse" }, points: {}, budgets: {} });
  expect((await publish(place)).worstLoss?.parts.find(({ kind }) => kind === "coupons")).toMatchObject({
    cents: 0,
  });
  const { to, keys, now } = place;
  expect((await publishAgain({ undo: 1, to, keys, now })).worstLoss).toMatchObject({
    tills: 120,
    cents: 620_000,
  });
  const { channels } = readRelease(to, loadPublisherKeys(keys), 3);
  const rows = await contentOf(to, channels.find(({ channel }) => channel === "config")!);
  const names = rows.map(([, { name }]) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      "coupon-allowance/SPRING5",
      "points-allowance/points",
      "allowance/P7",
      "allowance-fleet",
    ]),
  );
});

test("more days, more loss, up to what an outage allows; a budget is the same however long it lasts", async () => {
  write({ days: 3 });
  const { parts } = (await preview(place)).worstLoss!;
  expect(parts.map(({ name, cents }) => [name, cents])).toEqual([
    ["SPRING5", 120 * 10 * 500],
    ["points", 3 * 240_000],
    ["P7", undefined],
    ["P8", 20_000],
  ]);
});

test("series and budgets without an allowance are named as having no known end", async () => {
  write({ coupons: {}, budgets: {} });
  const { parts } = (await preview(place)).worstLoss!;
  expect(parts).toMatchObject([
    { name: "SPRING5", cents: undefined },
    { name: "points" },
    { name: "P7", cents: undefined, how: expect.stringContaining("120 tills × 2000 less 2000") },
    { name: "P8", cents: 119 * 100_000 },
  ]);
});

test("an allowance of a series, or of a budget, that nobody has is an error; so is a coupon that takes off more", async () => {
  write({ coupons: { AUTUMN: "refuse" } });
  await expect(preview(place)).rejects.toThrow("allowances.coupons.AUTUMN: no series is called so");
  write({ budgets: { P1: { applications: 1 } } });
  await expect(preview(place)).rejects.toThrow("allowances.budgets.P1: no promotion of this id has a budget");
  write({ coupons: { SPRING5: { worthCents: 400, perTillAndDay: 6 } } });
  await expect(preview(place)).rejects.toThrow("worthCents is 400, but its promotions take off up to 500");
});

test("a series that is over costs nothing any more, and an Italian chain reads all of it in Italian", async () => {
  const series = (validTo?: string) => ({
    ...{ series: "OLD", name: { it: "Vecchio", en: "Old" }, singleUse: true, personal: false },
    ...(validTo && { validTo }),
  });
  const lossOf = async (validTo?: string, ofCode?: string) => {
    const code = { code: "9910000000904", series: "OLD", ...(ofCode && { validTo: ofCode }) };
    const coupons = { ...sampleChain.coupons };
    writeChain(place.from, {
      rules,
      config: { ...sampleChain.config, allowances: { ...allowances, coupons: {} } },
      coupons: { series: [...coupons.series, series(validTo)], codes: [...coupons.codes, code] },
    });
    return preview(place);
  };
  const names = async (...ends: Parameters<typeof lossOf>) =>
    (await lossOf(...ends)).worstLoss!.parts.map(({ name }) => name);
  expect(await names()).toContain("OLD");
  // Somewhere its last day is not over yet.
  expect(await names("2026-11-20")).toContain("OLD");
  expect(await names("2026-11-18")).not.toContain("OLD");
  expect(await names(undefined, "2026-11-18")).not.toContain("OLD");
  const report = previewReport(await lossOf(), "it");
  expect(report).toContain("  coupon OLD               senza limite  nessun limite: ogni cassa accetta");
  expect(report).toContain(
    "  punti points                 2.400,00  120 casse × 2000 punti × 1.00 al centinaio",
  );
});
