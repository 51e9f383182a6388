import { expect, test } from "vitest";
import { symbologyName, symbologyOf } from "../aim.ts";
import { aiRows, predefinedLength } from "./application-identifiers.ts";
import { dayOf } from "./dates.ts";
import { dictionary } from "./dictionary.ts";
import { northAmericanCoupon, offerFileCoupon } from "./north-american-coupon.ts";

const lengthOf = (ai: string): [number, number] => {
  const { parts } = dictionary.get(ai)!;
  const most = parts.reduce((sum, { lengthMax }) => sum + lengthMax, 0);
  const least = parts.reduce((sum, { lengthMin, isOptional }) => sum + (isOptional ? 0 : lengthMin), 0);
  return [least, most];
};

test("no identifier is in the table twice, or begins another", () => {
  const all = aiRows.map(({ ai }) => ai);
  expect(new Set(all).size).toBe(all.length);
  const prefixes = all.filter((ai) => all.some((other) => other !== ai && other.startsWith(ai)));
  expect(prefixes).toEqual([]);
  // Identifiers of one beginning have one length: that is how a reader knows where the value starts.
  const lengths = new Map<string, Set<number>>();
  for (const ai of all)
    lengths.set(ai.slice(0, 2), (lengths.get(ai.slice(0, 2)) ?? new Set()).add(ai.length));
  expect([...lengths].filter(([, of]) => of.size > 1)).toEqual([]);
});

test("values that need no separator have one length, which is GS1's for their first two digits", () => {
  for (const [ai, { isPredefined }] of dictionary) {
    const [least, most] = lengthOf(ai);
    const total = predefinedLength[ai.slice(0, 2)];
    expect(isPredefined, ai).toBe(total !== undefined);
    if (total !== undefined) expect([least, most], ai).toEqual([total - ai.length, total - ai.length]);
  }
});

test("whatever an identifier needs, excludes or leads is in the table", () => {
  const known = (start: string) => aiRows.some(({ ai }) => ai.startsWith(start));
  for (const { ai, needs, never, leads } of dictionary.values()) {
    const named = [...needs.flat(), ...never, ...(leads ?? []).flat()];
    expect(
      named.filter((start) => !known(start)),
      ai,
    ).toEqual([]);
  }
});

test("only the last part of a value may vary in length, and nothing must follow what may be missing", () => {
  for (const [ai, { parts }] of dictionary) {
    const varying = parts.slice(0, -1).filter(({ lengthMin, lengthMax }) => lengthMin !== lengthMax);
    expect(varying, ai).toEqual([]);
    const optional = parts.map(({ isOptional }) => isOptional);
    expect(
      optional.slice(optional.indexOf(true) < 0 ? optional.length : optional.indexOf(true)),
      ai,
    ).not.toContain(false);
  }
});

test("an AIM identifier says whether the data are GS1's", () => {
  const gs1 = ["]C1", "]e0", "]d2", "]d5", "]Q3", "]Q4", "]J1", "]J4"];
  expect(gs1.filter((aim) => symbologyOf(aim) !== "gs1")).toEqual([]);
  const others = ["]C0", "]d1", "]d3", "]Q0", "]Q1", "]Q5", "]J0", "]e2", "]A0", "]G0", "]z0", "]?0"];
  expect(others.filter((aim) => symbologyOf(aim) !== "other")).toEqual([]);
  expect(symbologyOf("]X0")).toBeUndefined();
  expect(symbologyName("]d2")).toBe("GS1 DataMatrix");
  expect(symbologyName("]k0")).toBeUndefined();
});

test("a day without a day is the month's last", () => {
  expect(["270200", "280200", "260400", "261200"].map(dayOf)).toEqual([
    "2027-02-28",
    "2028-02-29",
    "2026-04-30",
    "2026-12-31",
  ]);
});

test("a North American coupon says what it gives, for what, when and where", () => {
  const fields = [
    ["0", "614141", "654321"], // funder and offer
    ["3", "150"], // save value
    ["1", "2", "0", "101"], // first purchase: two units of family 101
    ["1", "1", "2", "50", "1", "200", "0", "614142"], // and the second: 50 cents of family 200
    ["2", "1", "1", "9", "300", "9"], // and the third
    ["3", "261231"],
    ["4", "261101"],
    ["5", "0", "123456"],
    ["6", "1", "0614141"],
    ["9", "0", "1", "0", "1"],
  ];
  expect(northAmericanCoupon(fields.flat().join(""))).toEqual({
    funder: "614141",
    offer: "654321",
    saveValue: 150,
    saveCode: 0,
    purchases: [
      { requirement: 2, requirementCode: 0, family: "101", company: "614141" },
      { requirement: 50, requirementCode: 1, family: "200", company: "614142" },
      { requirement: 1, requirementCode: 9, family: "300", company: undefined },
    ],
    rule: 1,
    expiresOn: "2026-12-31",
    validFrom: "2026-11-01",
    serial: "123456",
    retailer: "0614141",
    appliesTo: 1,
    storeCoupon: 0,
    isDoubled: false,
  });
  expect(offerFileCoupon("006141416543210123456")).toEqual({
    format: 0,
    funder: "614141",
    offer: "654321",
    serial: "123456",
  });
});
