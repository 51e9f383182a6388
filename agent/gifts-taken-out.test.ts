import { expect, test } from "vitest";
import type { Effect, Evaluation } from "../engine/effect.ts";
import { type GiftTakenOut, giftTakenOut, refusedGifts, withoutRefused } from "./gifts-taken-out.ts";
import type { Session, SessionLine } from "./session/session.ts";

const mug = { item: { lineId: "2", article: "mug", giftOf: "G" }, fill: [] } as unknown as SessionLine;
const told = (...effects: object[]) => ({ effects }) as unknown as Evaluation;
const withdrawn = (more: object = {}) => ({
  kind: "gift-withdrawn",
  promotionId: "G",
  lineIds: ["2"],
  ...more,
});
const out = (why: GiftTakenOut["why"]) => ({ promotionId: "G", article: "mug", why });
const refusedAfter = (...giftsTakenOut: GiftTakenOut[]) =>
  refusedGifts({ giftsTakenOut } as unknown as Session);

test("a gift is taken out as we said, because its goods can't be given, or by the POS itself", () => {
  expect(giftTakenOut(mug, told(withdrawn()))).toEqual(out("withdrawn"));
  expect(giftTakenOut(mug, told(withdrawn({ reason: "not-discountable" })))).toEqual(out("not-discountable"));
  expect(giftTakenOut(mug, told(withdrawn({ lineIds: ["9"] })))).toEqual(out("refused"));
  // Started again since: it may have been told before.
  expect(giftTakenOut(mug, undefined)).toEqual(out("withdrawn"));
  const bought = { item: { lineId: "2", article: "mug" }, fill: [] } as unknown as SessionLine;
  expect([giftTakenOut(bought, told()), giftTakenOut(undefined, told())]).toEqual([undefined, undefined]);
});

test("it is asked for again after two withdrawals, not after three, and never once it was refused", () => {
  const again = out("withdrawn");
  expect(refusedAfter(again, again)).toEqual([]);
  expect(refusedAfter(again, again, again)).toContainEqual({ promotionId: "G" });
  expect(refusedAfter(out("refused"))).toEqual([{ promotionId: "G" }]);
  expect(refusedAfter(out("not-discountable"))).toEqual([{ promotionId: "G", article: "mug" }]);
});

test("only what the POS would add by itself is left out, article by article", () => {
  const gift = (how: string, ...articles: string[]) => ({ kind: "gift", promotionId: "G", how, articles });
  const kinds = (...effects: object[]) => told(...effects);
  const before = kinds(gift("asked", "mug", "cup"), gift("asked", "mug"), gift("scanned", "mug"));
  const { effects } = withoutRefused(before, [{ promotionId: "G", article: "mug" }]);
  expect(effects).toEqual([gift("asked", "cup"), gift("scanned", "mug")] as unknown as Effect[]);
  expect(withoutRefused(before, [{ promotionId: "OTHER" }]).effects).toEqual(before.effects);
  expect(withoutRefused(before, [])).toBe(before);
});
