import { expect, it } from "vitest";
import type { Selector } from "../promotion.ts";
import {
  department,
  findings,
  of,
  percent,
  points,
  price,
  promotion,
  spend,
  threeForTwo,
} from "./fixture.ts";

const about = (code: string, all: readonly string[]) => all.filter((one) => one.startsWith(code));

it("in a best layer nobody needs an offer that another always beats", () => {
  const small = promotion("S", percent(10, of("a")));
  expect(findings([small, promotion("B", percent(20, of("a", "b")))])).toEqual(["outdone S,B"]);
  expect(findings([small, promotion("B", percent(10, of("a", "b")))])).toEqual([]);
  expect(findings([small, promotion("B", percent(20, of("b")))])).toEqual([]);
});

it("it is needed where the better one is not open, not for this customer, or used up", () => {
  const small = promotion("S", percent(10), { valid: { from: "2026-01-01", to: "2026-12-31" } });
  const better = (more: object) => findings([small, promotion("B", percent(20), more)]);
  expect(better({})).toEqual(["outdone S,B"]);
  expect(better({ valid: { from: "2025-01-01", to: "2026-12-31" } })).toEqual(["outdone S,B"]);
  expect(better({ valid: { from: "2026-11-01" } })).toEqual([]);
  expect(better({ valid: { weekdays: [6] } })).toEqual([]);
  expect(better({ who: { card: true } })).toEqual([]);
  expect(better({ where: { stores: ["1"] } })).toEqual([]);
  expect(better({ requires: { kind: "coupon", series: "A" } })).toEqual([]);
  expect(about("outdone", better({ limits: { units: 2 } }))).toEqual([]);
  // The till's counters close it, or let it take only a part.
  const counted = { applications: 100 };
  expect(about("outdone", better({ limits: { budget: counted } }))).toEqual([]);
  const perCustomer = { ...counted, period: "month" };
  expect(about("outdone", better({ limits: { perCustomer } }))).toEqual([]);
});

it("departments cover what lies below them, less what they except", () => {
  const small = (select: Selector) => promotion("S", percent(10, select));
  const whole = (select: Selector) => promotion("B", percent(20, select));
  expect(findings([small(department("10/20")), whole(department("10"))])).toEqual(["outdone S,B"]);
  expect(findings([small(department("10")), whole(department("10/20"))])).toEqual([]);
  expect(findings([small(department("1")), whole(department("10"))])).toEqual([]);
  const except = { ...department("10"), except: [{ brand: "B" }] };
  expect(findings([small(department("10/20")), whole(except)])).toEqual([]);
  const own = { of: [{ department: "10/20", brand: "C" }] };
  expect(findings([small(own), whole(except)])).toEqual(["outdone S,B"]);
});

it("with the catalogue an article is known to be in its department, and prices can be compared", () => {
  const articles = [{ article: "a", department: "10/20", priceCents: 1000 }];
  const whole = promotion("B", percent(20, department("10")));
  expect(findings([promotion("S", percent(10)), whole])).toEqual([]);
  expect(findings([promotion("S", percent(10)), whole], { articles })).toEqual(["outdone S,B"]);
  // Who names an article that others must not touch gets it alone.
  const flagged = [{ ...articles[0]!, flags: ["not-discountable" as const] }];
  const only = promotion("B", percent(20, { of: [{ everything: true }] }));
  expect(findings([promotion("S", percent(10)), only], { articles })).toEqual(["outdone S,B"]);
  expect(findings([promotion("S", percent(10)), only], { articles: flagged })).not.toContain("outdone S,B");
  expect(findings([promotion("S", price(850)), whole], { articles })).toEqual(["outdone S,B"]);
  expect(findings([promotion("S", price(750)), whole], { articles })).toEqual([]);
});

it("groups are looked into", () => {
  const groups = { wine: ["a", "b"], all: ["a", "b", "c"] };
  const small = promotion("S", percent(10, { of: [{ group: "wine" }] }));
  const better = (group: string) => promotion("B", percent(20, { of: [{ group }] }));
  expect(findings([small, better("all")], {}, { groups })).toEqual(["outdone S,B"]);
  expect(findings([small, better("all")], {}, { groups: { ...groups, wine: ["a", "d"] } })).toEqual([]);
});

it("in a first layer an earlier one that takes every unit leaves nothing to later ones", () => {
  const all = promotion("A", percent(10, of("a", "b")), { layer: "first", priority: 1 });
  const late = (select: Selector, priority = 2) =>
    about("starved", findings([all, promotion("S", threeForTwo(select), { layer: "first", priority })]));
  expect(late(of("a"))).toEqual(["starved S,A"]);
  expect(late(of("a", "c"))).toEqual([]);
  expect(late(of("a"), 0)).toEqual([]);
});

it("a set is starved by one slot that it cannot fill, not by one that may stay empty", () => {
  const all = promotion("A", percent(10), { layer: "first", priority: 1 });
  const menu = (min: number) => {
    const slots = [{ select: of("b") }, { select: of("a"), min, max: 1 }];
    const mechanic = { kind: "mix-and-match", slots, reward: { percent: "20" } };
    return about("starved", findings([all, promotion("S", mechanic, { layer: "first", priority: 2 })]));
  };
  expect(menu(1)).toEqual(["starved S,A"]);
  expect(menu(0)).toEqual([]);
});

it("what an earlier layer gives away leaves nothing to later ones", () => {
  const late = promotion("S", percent(10), { layer: "extra" });
  expect(findings([promotion("A", percent(100)), late])).toEqual(["starved S,A"]);
  expect(findings([promotion("A", price(0)), late])).toEqual(["starved S,A"]);
  expect(findings([promotion("A", percent(99)), late])).toEqual([]);
  const step = { select: of("a"), every: true };
  const net = promotion("S", spend(1000, { amountCents: 100 }, step), { layer: "basket" });
  expect(findings([promotion("A", percent(100)), net])).toEqual(["starved S,A"]);
  expect(findings([promotion("A", percent(100, of("b"))), net])).toEqual([]);
  expect(findings([promotion("A", percent(100), { who: { card: true } }), late])).toEqual([]);
  // A set may need the goods, and then they are not free.
  const set = promotion("R", threeForTwo(of("a", "b"), { pick: "dearest" }));
  expect(about("starved", findings([promotion("A", percent(100)), set, late]))).toEqual([]);
});

it("who wants goods that nothing has cut needs some that no earlier layer always cuts", () => {
  const late = (select: Selector) =>
    promotion("S", percent(10, { ...select, notYetCut: true }), { layer: "extra" });
  const early = promotion("A", percent(20));
  expect(findings([early, late(of("a"))])).toEqual(["starved S,A"]);
  expect(findings([early, late(of("a", "b"))])).toEqual([]);
});

it("a small cut that comes first keeps out a bigger one that wants uncut goods", () => {
  const late = promotion("S", percent(20, { ...of("a", "b"), notYetCut: true }), { layer: "extra" });
  expect(findings([promotion("A", percent(10)), late])).toEqual(["smaller-cut-first S,A"]);
  expect(findings([promotion("A", percent(30)), late])).toEqual([]);
  expect(
    findings([
      promotion("A", percent(10), { valid: { to: "2020-01-01" } }),
      { ...late, valid: { from: "2026-01-01" } },
    ]),
  ).toEqual([]);
  const euro = promotion("A", { kind: "amount", select: of("a"), amountCents: 100, per: "unit" });
  const at = (priceCents: number) =>
    findings([euro, late], {
      articles: [
        { article: "a", priceCents },
        { article: "b", priceCents },
      ],
    });
  expect(at(1000)).toEqual(["smaller-cut-first S,A"]);
  expect(at(400)).toEqual([]);
  const shelf = promotion("S", percent(20, { ...department("10"), notYetCut: true }), { layer: "extra" });
  const articles = [{ article: "a", department: "10/20", priceCents: 1000 }];
  expect(findings([euro, shelf], { articles })).toEqual(["smaller-cut-first S,A"]);
});

it("a tag excludes somebody", () => {
  const tagged = (id: string, layer = "offers") =>
    promotion(id, percent(10, of(id)), { layer, excludes: ["summer"] });
  expect(findings([tagged("P")])).toEqual(["tag-of-one P"]);
  expect(about("tag-of-one", findings([tagged("P"), tagged("Q")]))).toEqual([]);
});

it("a tag shared with an earlier promotion that always takes the same goods excludes for ever", () => {
  const early = (mechanic: { kind: string }, more: object = {}) =>
    promotion("A", mechanic, { excludes: ["summer"], ...more });
  const late = (select: Selector) =>
    promotion("S", percent(50, select), { layer: "extra", excludes: ["summer"] });
  const found = (...all: Parameters<typeof findings>[0]) => about("excluded", findings(all));
  expect(found(early(percent(10)), late(of("a")))).toEqual(["excluded-for-ever S,A"]);
  expect(found(early(percent(10)), late(of("a", "b")))).toEqual([]);
  expect(found(early(percent(10), { who: { card: true } }), late(of("a")))).toEqual([]);
  expect(found(early(threeForTwo()), late(of("a")))).toEqual([]);
  // Where somebody else may take the goods of the earlier one, the tag can stay free.
  expect(found(early(percent(10)), promotion("R", percent(20)), late(of("a")))).toEqual([]);
});

it("who stands alone can win", () => {
  const alone = (mechanic: { kind: string }) => promotion("S", mechanic, { alone: true });
  const found = (...all: Parameters<typeof findings>[0]) => about("alone", findings(all));
  expect(found(alone(percent(10)), promotion("B", percent(20)))).toEqual(["alone-never-wins S,B"]);
  expect(found(alone(percent(30)), promotion("B", percent(20)))).toEqual([]);
  const first = { layer: "first" };
  expect(found({ ...alone(percent(10)), ...first }, promotion("B", percent(20), first))).toEqual([]);
  const hundred = { ...alone(points({ fixed: 100 })), layer: "earn" };
  expect(found(hundred)).toEqual(["alone-without-money S"]);
  expect(found({ ...hundred, mechanics: [percent(10), ...hundred.mechanics] })).toEqual([]);
});

it("where priorities decide, promotions on the same goods have different ones", () => {
  const extra = (id: string, select: Selector, priority = 3) =>
    promotion(id, percent(10, select), { layer: "extra", priority });
  expect(findings([extra("A", of("a")), extra("B", of("a"))])).toEqual(["equal-priority A,B"]);
  expect(findings([extra("A", of("a")), extra("B", of("a"), 4)])).toEqual([]);
  expect(findings([extra("A", of("a")), extra("B", of("b"))])).toEqual([]);
  expect(findings([extra("A", of("a")), extra("B", of("a", "b")), extra("C", of("b"))])).toEqual([
    "equal-priority A,B,C",
  ]);
  expect(
    findings([
      extra("A", of("a")),
      { ...extra("B", of("a")), valid: { to: "2026-01-31" } },
      { ...extra("C", of("a"), 4) },
    ]),
  ).toEqual(["equal-priority A,B"]);
});

it("they may be equal where the order changes nothing", () => {
  const sums = (id: string) => promotion(id, percent(10), { layer: "sums" });
  expect(findings([sums("A"), sums("B")])).toEqual([]);
  // A price that is named holds on what is left: after a percentage it takes less off.
  const named = promotion("B", price(60), { layer: "sums" });
  expect(about("equal-priority", findings([sums("A"), named]))).toEqual(["equal-priority A,B"]);
  expect(findings([promotion("A", percent(10)), promotion("B", percent(10))])).toEqual([]);
  const euro = (id: string) =>
    promotion(id, spend(1000, { amountCents: 100 }, { every: true }), { layer: "first" });
  expect(findings([euro("A"), euro("B")])).toEqual([]);
  const gold = promotion("A", percent(10), { layer: "extra", who: { tiers: ["gold"] } });
  expect(findings([gold, { ...gold, id: "B", who: { tiers: ["silver"] } }])).toEqual([]);
});

it("percentages on the price at the start do not add up to more than the price", () => {
  const sums = (id: string, off: number, more: object = {}) =>
    promotion(id, percent(off), { layer: "sums", ...more });
  expect(findings([sums("A", 60), sums("B", 40)])).toEqual([]);
  expect(findings([sums("A", 60), sums("B", 50)])).toEqual(["percent-over-100 A,B"]);
  expect(findings([sums("A", 40), sums("B", 30), sums("C", 31)])).toHaveLength(1);
  expect(findings([sums("A", 60), sums("B", 50, { who: { card: false } })])).toEqual([
    "percent-over-100 A,B",
  ]);
  expect(findings([sums("A", 60, { who: { card: true } }), sums("B", 50, { who: { card: false } })])).toEqual(
    [],
  );
  const left = (id: string, off: number, priority: number) =>
    promotion(id, percent(off), { layer: "extra", priority });
  expect(findings([left("A", 60, 1), left("B", 50, 2)])).toEqual([]);
});
