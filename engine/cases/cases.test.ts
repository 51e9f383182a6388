/** Worked cases from the shop floor, as data: what the leaflet says, what the receipt must show. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { explain } from "../answers/explain.ts";
import { compile } from "../compile.ts";
import type { CouponOutcome, Effect, Reason } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import { readBasket, readContext, readRuleSet } from "../wire.ts";

type Amounts = Readonly<Record<string, number>>;
type Fields = Readonly<Record<string, unknown>>;
/** Without what names it: that is the key. */
type Gift = Pick<Extract<Effect, { kind: "gift" }>, "how" | "articles" | "pieces" | "insteadOfCents">;

interface Case {
  readonly name: string;
  /** Where somebody else's till got it wrong, or was asked for it. */
  readonly thread?: string;
  /** The arithmetic, by hand. */
  readonly why: string;
  /** Beside the promotions: groups, price lists, exclusions, rounding, other layers. */
  readonly rules?: Fields;
  /** A promotion without a name has its id as its name. */
  readonly promotions: readonly ({ readonly id: string } & Fields)[];
  /** Lines as a POS sends them. Left out: `lineId` is the article, `quantity` one. */
  readonly basket: readonly ({ readonly article: string } & Fields)[];
  readonly context?: Fields;
  readonly expected: Expected;
}

/** Of points, stamps, vouchers, gifts and messages, what is not named must not be there. */
interface Expected {
  readonly total: number;
  /** What came off, by line: only lines on which something did. */
  readonly discounts?: Amounts;
  /** What came off, by promotion. */
  readonly by?: Amounts;
  readonly times?: Amounts;
  /** Net, by VAT rate; "22 on top" of goods whose amounts are without the tax. */
  readonly vat?: Amounts;
  /** By account. */
  readonly points?: Amounts;
  /** Earned less used, by account. */
  readonly stamps?: Amounts;
  /** Points used up, by account. */
  readonly burnt?: Amounts;
  readonly vouchers?: readonly Fields[];
  /** Asked for, by promotion. */
  readonly gifts?: Readonly<Record<string, Gift>>;
  /** Lines withdrawn, by promotion. */
  readonly withdrawn?: Readonly<Record<string, readonly string[]>>;
  /** Promotions that show one. */
  readonly messages?: readonly string[];
  /** By coupon; or in the order of presentation, where one was shown twice. */
  readonly coupons?: Readonly<Record<string, Fields>>;
  readonly couponList?: readonly Fields[];
  /** What `explain` says of promotions that did not apply. Null: it does not mention them. */
  readonly reasons?: Readonly<Record<string, readonly Reason[] | null>>;
}

const LAYERS = [
  { id: "prices", stage: "price", mode: "best" },
  { id: "offers", stage: "item", mode: "best" },
  { id: "first", stage: "item", mode: "first" },
  { id: "more", stage: "item", mode: "stack" },
  { id: "start", stage: "item", mode: "stack", base: "start" },
  { id: "basket", stage: "basket", mode: "stack" },
  { id: "reward", stage: "reward", mode: "stack" },
  { id: "prizes", stage: "reward", mode: "best" },
  { id: "tender", stage: "tender", mode: "stack" },
  { id: "earn", stage: "earn", mode: "stack" },
];
const HERE = { at: "2026-11-21T10:31:00+01:00", store: "0042", till: "3" };

for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith(".json"))) {
  const cases: Case[] = JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8"));
  describe(file.replace(".json", "").replaceAll("-", " "), () => {
    for (const one of cases) it(one.name, () => check(one));
  });
}

function check({ rules, promotions, basket: lines, context: at, expected }: Case): void {
  const ruleSet = compile(
    readRuleSet({
      semantics: 1,
      currency: "EUR",
      layers: LAYERS,
      ...rules,
      promotions: promotions.map((one) => ({ name: { en: one.id }, ...one })),
    }),
  );
  const basket = readBasket({
    lines: lines.map((line) => ({ lineId: line.article, quantity: "1", ...line })),
  });
  const context = readContext({ ...HERE, ...at });
  const { totalCents, effects, coupons, lines: totals, vat, layers } = evaluate(ruleSet, basket, context);

  const cuts = effects.filter((effect) => effect.kind === "price-modifier");
  const seen = {
    total: totalCents,
    discounts: added(totals.map(({ lineId, discountCents }) => [lineId, discountCents])),
    by: added(cuts.map(({ promotionId, amountCents }) => [promotionId, amountCents])),
    times: added(cuts.map(({ promotionId, times }) => [promotionId, times])),
    vat: Object.fromEntries(
      vat.map(({ vatRate, taxExcluded, netCents }) => [
        `${vatRate}${taxExcluded ? " on top" : ""}`,
        netCents,
      ]),
    ),
  };
  const asked = Object.entries(seen).filter(([what]) => what in expected);
  expect(Object.fromEntries(asked)).toEqual(
    Object.fromEntries(asked.map(([what]) => [what, expected[what as keyof typeof seen]])),
  );
  expect(layers.map(({ gapCents }) => gapCents)).toEqual(layers.map(() => 0));
  const {
    points = {},
    stamps = {},
    burnt = {},
    vouchers = [],
    gifts = {},
    withdrawn = {},
    messages = [],
  } = expected;
  expect({
    points: added(effects.map((one) => (one.kind === "points" ? [one.account, one.points] : NOTHING))),
    stamps: added(effects.map((one) => (one.kind === "stamps" ? [one.account, one.stamps] : NOTHING))),
    burnt: added(effects.map((one) => (one.kind === "reward" ? [one.account, one.points] : NOTHING))),
    vouchers: effects.filter((one) => one.kind === "voucher"),
    gifts: named(effects, "gift", ({ how, articles, pieces, insteadOfCents }) => ({
      how,
      articles,
      pieces,
      ...(insteadOfCents === undefined ? {} : { insteadOfCents }),
    })),
    withdrawn: named(effects, "gift-withdrawn", ({ lineIds }) => lineIds),
    messages: effects.flatMap((one) => (one.kind === "message" ? [one.promotionId] : [])),
  }).toEqual({
    points,
    stamps,
    burnt,
    vouchers: vouchers.map((voucher) => expect.objectContaining(voucher)),
    gifts,
    withdrawn,
    messages,
  });
  expect(coupons.map(outcomeOf)).toEqual(
    expected.couponList ?? context.coupons.map(({ couponId }) => expected.coupons?.[couponId]),
  );
  const used = new Set(effects.flatMap(({ couponIds }) => couponIds));
  expect(used).toEqual(new Set(coupons.flatMap((one) => (one.outcome === "accepted" ? [one.couponId] : []))));
  const explained = explain(ruleSet, basket, context);
  for (const [id, reasons] of Object.entries(expected.reasons ?? {})) {
    expect(explained.find(({ promotionId }) => promotionId === id)?.reasons).toEqual(reasons ?? undefined);
  }
}

const NOTHING = ["", 0] as const;

/** Sums by name; what comes to nothing is left out. */
function added(entries: readonly (readonly [string, number])[]): Amounts {
  const sums = new Map<string, number>();
  for (const [name, amount] of entries) sums.set(name, (sums.get(name) ?? 0) + amount);
  return Object.fromEntries([...sums].filter(([, amount]) => amount !== 0));
}

function named<Kind extends Effect["kind"], Value>(
  effects: readonly Effect[],
  kind: Kind,
  give: (effect: Extract<Effect, { kind: Kind }>) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    effects.flatMap((effect) =>
      effect.kind === kind
        ? [[effect.promotionId, give(effect as Extract<Effect, { kind: Kind }>)] as const]
        : [],
    ),
  );
}

function outcomeOf({ couponId: _, series: __, ...outcome }: CouponOutcome): Fields {
  return outcome;
}
