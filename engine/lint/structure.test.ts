import { expect, it } from "vitest";
import type { Selector } from "../promotion.ts";
import {
  department,
  findings,
  LAYERS,
  of,
  percent,
  points,
  promotion,
  rules,
  spend,
  threeForTwo,
} from "./fixture.ts";
import { lint } from "./index.ts";

it("has nothing to say about a sound rule set", () => {
  expect(
    findings([promotion("P", percent(10)), promotion("Q", threeForTwo(of("b")))], { today: "2026-11-21" }),
  ).toEqual([]);
});

it("speaks Italian and English, names the promotion, and says how grave it is", () => {
  const [finding, ...others] = lint(
    rules([promotion("P", percent(10), { layer: "nowhere" })], { layers: [] }),
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: "error", code: "unknown-layer", promotionIds: ["P"] });
  expect(Object.keys(finding!.text)).toEqual(["it", "en"]);
  expect(finding!.text.en).toContain('Promotion P "P" is in layer "nowhere"');
});

it("findings follow the rule set: first what concerns it as a whole, then promotion by promotion", () => {
  const promotions = [
    promotion("B", percent(10), { layer: "nowhere" }),
    promotion("A", { kind: "hologram" }),
  ];
  expect(findings(promotions, {}, { layers: LAYERS.slice(0, 2) })).toEqual([
    "unused-layer",
    "unknown-layer B",
    "unknown-mechanic A",
  ]);
});

it("two promotions never have one id", () => {
  expect(findings([promotion("P", percent(10)), promotion("P", percent(10, of("b")))])).toEqual([
    "duplicate-id P",
  ]);
});

it("layers stand once, in the order of the stages, and are used", () => {
  const layers = (...ids: string[]) => ids.map((id) => LAYERS.find((one) => one.id === id)!);
  const all = [promotion("P", percent(10)), promotion("Q", percent(10), { layer: "basket" })];
  expect(findings(all, {}, { layers: layers("offers", "basket") })).toEqual([]);
  expect(findings(all, {}, { layers: layers("basket", "offers") })).toEqual(["stage-order"]);
  expect(findings(all, {}, { layers: layers("offers", "offers", "basket") })).toEqual(["duplicate-layer"]);
  expect(findings(all, {}, { layers: layers("prices", "offers", "basket") })).toEqual(["unused-layer"]);
});

it("a base means something only where promotions stack", () => {
  const inMode = (mode: "best" | "stack") =>
    findings(
      [promotion("P", percent(10))],
      {},
      { layers: [{ id: "offers", stage: "item", mode, base: "start" }] },
    );
  expect(inMode("best")).toEqual(["base-without-stack"]);
  expect(inMode("stack")).toEqual([]);
});

it("points count at the end, so they stand there; money is taken off before", () => {
  const perEuro = points({ perStepCents: 100, points: 1 });
  expect(findings([promotion("P", perEuro, { layer: "earn" })])).toEqual([]);
  expect(findings([promotion("P", perEuro)])).toEqual(["wrong-stage P"]);
  expect(findings([promotion("P", percent(10), { layer: "earn" })])).toEqual(["wrong-stage P"]);
  expect(findings([promotion("P", percent(10), { mechanics: [percent(10), perEuro] })])).toEqual([]);
});

it("what a means of payment gets is known at the end, in the stage of tenders", () => {
  const card = { kind: "tender", tenders: ["store-card"], percent: "5" };
  expect(findings([promotion("P", card, { layer: "tender" })])).toEqual([]);
  expect(findings([promotion("P", card, { layer: "basket" })])).toEqual(["wrong-stage P"]);
});

it("lines and declared sets in a best layer are taken whole or not at all", () => {
  expect(findings([promotion("P", percent(10, of("a"), { round: "line" }))])).toEqual([
    "line-in-best-layer P",
  ]);
  expect(findings([promotion("P", percent(10, of("a"), { round: "line" }), { layer: "extra" })])).toEqual([]);
  const declared = promotion("P", threeForTwo(of("a"), { group: "dearest-first" }));
  expect(findings([declared])).toEqual([]);
  expect(findings([declared, promotion("Q", percent(50, of("b")))])).toEqual([]);
  expect(findings([declared, promotion("Q", percent(50, of("a")))])).toEqual(["grouping-in-best-layer P,Q"]);
});

it("a selection takes something", () => {
  const select = (selector: object) => findings([promotion("P", percent(10, selector as never))]);
  expect(select({ of: [] })).toEqual(["empty-selector P"]);
  expect(select(of())).toEqual(["empty-selector P"]);
  expect(select({ of: [{ brand: "B", priceFromCents: 200, priceToCents: 100 }] })).toEqual([
    "empty-selector P",
  ]);
  expect(select({ of: [{ brand: "B", priceFromCents: 100, priceToCents: 100 }] })).toEqual([]);
  expect(select({ of: [{ department: "10/20" }], except: [{ department: "10" }] })).toEqual([
    "empty-selector P",
  ]);
  expect(select({ of: [{ department: "10" }], except: [{ department: "10/20" }] })).toEqual([]);
  expect(select({ of: [{ articles: ["a"] }, { brand: "B" }], except: [{ articles: ["a"] }] })).toEqual([]);
});

it("a department with a slash too many has nothing below it", () => {
  const named = (department: string) => findings([promotion("P", percent(10, { of: [{ department }] }))]);
  expect(named("10/1020")).toEqual([]);
  for (const wrong of ["10/", "/10", "10//20"]) expect(named(wrong)).toEqual(["department-slash P"]);
});

it("so does what a condition counts", () => {
  const needs = (select: object) => {
    const requires = { kind: "all", of: [{ kind: "items", select }] } as never;
    return findings([promotion("P", percent(10), { requires })]);
  };
  expect(needs(of("b"))).toEqual([]);
  expect(needs(of())).toEqual(["empty-selector P"]);
});

it("groups exist, hold something, and exceptions leave some of it", () => {
  const grouped = (group: string, except: string[] = []) =>
    findings(
      [promotion("P", percent(10, { of: [{ group }], except: [{ articles: except }] }))],
      {},
      {
        groups: { pasta: ["1", "2"], none: [] },
      },
    );
  expect(grouped("pasta")).toEqual([]);
  expect(grouped("pasta", ["1"])).toEqual([]);
  expect(grouped("pasta", ["1", "2", "3"])).toEqual(["empty-selector P"]);
  expect(grouped("pizza")).toEqual(["unknown-group P"]);
  expect(grouped("none")).toEqual(["empty-group P"]);
});

it("somebody sells what is selected, as far as the catalogue tells", () => {
  const articles = [
    { article: "a", department: "10/20", brand: "B", priceCents: 100 },
    { article: "smoke", department: "70", priceCents: 500, flags: ["no-discount-by-law" as const] },
  ];
  const select = (selector: object) =>
    findings([promotion("P", percent(10, selector as never))], { articles });
  expect(select(of("a", "gone"))).toEqual([]);
  expect(select(of("gone"))).toEqual(["unsold-selection P"]);
  expect(select(department("10"))).toEqual([]);
  expect(select(department("1"))).toEqual(["unsold-selection P"]);
  expect(select(department("70"))).toEqual(["unsold-selection P"]);
  expect(select({ of: [{ brand: "B", priceToCents: 99 }] })).toEqual(["unsold-selection P"]);
});

it("a discount by the kilo on everything, where nothing is weighed, says nothing about other offers on everything", () => {
  const everything: Selector = { of: [{ everything: true }] };
  const tiers = [{ measureThousandths: 800, reward: { percent: "10" } }];
  const byTheKilo = promotion("KILO", { kind: "scaled", select: everything, on: "slice", tiers });
  const articles = [{ article: "a", priceCents: 100 }];
  expect(findings([byTheKilo, promotion("P", percent(10, everything))], { articles })).toEqual([
    "unsold-selection KILO",
  ]);
});

it("a mechanic that nobody knows is not published, and the nearest one is named", () => {
  expect(findings([promotion("P", { kind: "hologram" })])).toEqual(["unknown-mechanic P"]);
  const said = (kind: string) =>
    lint(rules([promotion("P", { kind })])).map(({ severity, text }) => [severity, text.en]);
  expect(said("multybuy")).toEqual([["error", expect.stringContaining('(the nearest is "multi-buy")')]]);
  expect(said("persent")).toEqual([["error", expect.stringContaining('(the nearest is "percent")')]]);
  expect(said("fixed price")).toEqual([["error", expect.stringContaining('(the nearest is "fixed-price")')]]);
});

it("price lists exist and hold prices", () => {
  const listed = (list: string) =>
    findings(
      [promotion("P", { kind: "price-list", list }, { layer: "prices" })],
      {},
      {
        priceLists: { club: { a: 99 }, none: {} },
      },
    );
  expect(listed("club")).toEqual([]);
  expect(listed("staff")).toEqual(["unknown-price-list P"]);
  expect(listed("none")).toEqual(["empty-price-list P"]);
});

it("a multiplier has points to multiply", () => {
  const twice = promotion("M", points({ multiplier: "2" }), { layer: "earn" });
  const base = (account: string) =>
    promotion("P", points({ perStepCents: 100, points: 1 }, account), { layer: "earn" });
  expect(findings([twice])).toEqual(["nothing-to-multiply M"]);
  expect(findings([twice, base("other")])).toEqual(["nothing-to-multiply M"]);
  expect(findings([twice, base("main")])).toEqual([]);
});

it("stamps and points that are used are earned somewhere", () => {
  const use = promotion("U", {
    kind: "stamps",
    account: "coffee",
    select: of("a"),
    use: { stamps: 10, reward: { free: true } },
  });
  const earn = promotion(
    "E",
    { kind: "stamps", account: "coffee", select: of("a"), earn: { perPiece: 1 } },
    { layer: "earn" },
  );
  expect(findings([use])).toEqual(["account-never-filled U"]);
  expect(findings([use, earn])).toEqual([]);
});

it("an issued voucher is taken by a promotion", () => {
  const issue = promotion(
    "V",
    { kind: "voucher", series: "NEXT5", days: 30, spend: { amountCents: 5000, every: true } },
    { layer: "earn" },
  );
  const take = promotion("T", spend(2000, { amountCents: 500 }), {
    layer: "basket",
    requires: { kind: "coupon", series: "NEXT5" },
    limits: { applications: 1, perCustomer: { applications: 1, period: "day" } },
  });
  expect(findings([issue])).toEqual(["voucher-never-taken V"]);
  expect(findings([issue, take])).toEqual([]);
});

it("a voucher is good on days that it is issued before, and that somebody takes it on", () => {
  const issue = (voucher: object, valid?: object) =>
    promotion(
      "V",
      { kind: "voucher", series: "XMAS", ...voucher },
      { layer: "earn", ...(valid && { valid }) },
    );
  const take = (valid?: object) =>
    promotion("T", percent(10), { requires: { kind: "coupon", series: "XMAS" }, ...(valid && { valid }) });
  const november = { from: "2026-11-01", to: "2026-11-30" };
  const fair = { from: "2026-12-01", to: "2026-12-15" };
  const found = (voucher: object, issued?: object, taken?: object, today = "2026-11-21") =>
    findings([issue(voucher, issued), take(taken)], { today }).filter((one) => one.startsWith("voucher"));

  expect(found(fair, november, fair)).toEqual([]);
  expect(found({ days: 30 })).toEqual([]);
  expect(found({ to: "2026-11-21" }, november)).toEqual(["voucher-never-good V"]);
  expect(found({ to: "2026-11-21", fromDays: 0 }, november)).toEqual(["voucher-over V"]);
  expect(found({ to: "2026-12-01" }, november)).toEqual([]);
  expect(found({ to: "2026-11-30" }, november)).toEqual(["voucher-over V"]);
  expect(found({ days: 15 }, november, { to: "2026-12-15" })).toEqual([]);
  expect(found({ days: 16 }, november, { to: "2026-12-15" })).toEqual(["voucher-beyond-taker V,T"]);
  expect(found({ days: 16, to: "2026-12-15" }, november, { to: "2026-12-15" })).toEqual([]);
  expect(found({ days: 1 }, undefined, { to: "2030-12-31" })).toEqual(["voucher-beyond-taker V,T"]);
  expect(found({ days: 30 }, november, { from: "2026-11-22" })).toEqual([]);
  expect(found({ days: 30 }, november, { from: "2026-11-23" })).toEqual(["voucher-beyond-taker V,T"]);
});

it("a voucher that no till takes in the end is told with both days", () => {
  const issue = promotion(
    "V",
    { kind: "voucher", series: "XMAS", days: 30 },
    { layer: "earn", valid: { to: "2026-11-30" } },
  );
  const take = promotion("T", percent(10), {
    requires: { kind: "coupon", series: "XMAS" },
    valid: { to: "2026-12-15" },
  });
  const [finding] = lint(rules([take, issue]));
  expect(finding!.text).toEqual({
    it: 'La promozione V "V" emette buoni "XMAS" validi fino al 30/12/2026, ma chi li accetta (T "T") finisce il 15/12/2026: dopo, il cliente ha in mano un buono che nessuna cassa accetta. Prolungare chi li accetta, o accorciare i buoni.',
    en: 'Promotion V "V" issues vouchers "XMAS" good up to 30 Dec 2026, but what takes them (T "T") ends on 15 Dec 2026: after that the customer holds a voucher that no till takes. Prolong what takes them, or shorten the vouchers.',
  });
});

it("who has most promotions in two languages has all of them in both", () => {
  const only = (id: string, name: Record<string, string>) => promotion(id, percent(10, of(id)), { name });
  const both = { it: "Sconto", en: "Cut" };
  expect(findings([only("P", both), only("Q", both), only("R", { it: "Sconto" })])).toEqual([
    "language-missing R",
  ]);
  expect(findings([only("P", { it: "Sconto" }), only("Q", { it: "Sconto" }), only("R", both)])).toEqual([]);
  const greets = promotion(
    "M",
    { kind: "message", audience: "receipt", text: { it: "Ciao" } },
    { layer: "earn" },
  );
  expect(findings([greets])).toEqual(["language-missing M"]);
});
