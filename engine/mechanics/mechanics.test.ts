import { describe, expect, it } from "vitest";
import { explain } from "../answers/explain.ts";
import { suggest } from "../answers/suggest.ts";
import { compile } from "../compile.ts";
import type { Effect, Evaluation } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import { basket, type Example, exampleContext, exampleRules } from "../example.ts";
import { compileSelector, EVERYTHING } from "../finding/selector.ts";
import type { Workshop } from "../mechanic.ts";
import { milliPercent } from "../thousandths.ts";
import { readRuleSet } from "../wire.ts";
import { mechanics } from "./index.ts";
import { mechanicSchemas, SHORT_REASONS } from "./schemas.ts";

it("every mechanic has terms, a title, a description and worked examples", () => {
  expect([...mechanicSchemas.keys()]).toEqual([...mechanics.keys()]);
  for (const [kind, { terms, examples }] of mechanicSchemas) {
    expect(examples.length, kind).toBeGreaterThan(0);
    expect(terms.meta()?.title, kind).toBeTruthy();
    expect(terms.description, kind).toBeTruthy();
  }
});

for (const [kind, { examples }] of mechanicSchemas) {
  describe(kind, () => {
    for (const example of examples) it(example.name, () => check(kind, example));
  });
}

describe("what a mechanic says of itself", () => {
  for (const [kind, { examples, missing, blockedBy }] of mechanicSchemas) {
    const reasons = new Set(examples.flatMap((one) => (one.reasons ?? []).map((reason) => reason.kind)));

    it(`${kind}: whatever it may be short of, or is stopped by, has an example`, () => {
      expect([...missing.map((measure) => SHORT_REASONS[measure]), ...blockedBy].sort()).toEqual(
        [...reasons].filter((reason) => reason !== "saves-nothing").sort(),
      );
      const suggested = new Set(examples.flatMap((one) => Object.keys(one.missing ?? {})));
      expect([...suggested].sort()).toEqual([...missing].sort());
    });
  }
});

it("what comes off the whole receipt says so, what comes off some goods belongs to their lines", () => {
  for (const [kind, { examples }] of mechanicSchemas) {
    for (const example of examples) {
      const ruleSet = compile(readRuleSet(exampleRules(kind, example)));
      const { effects } = evaluate(ruleSet, basket(example.basket), exampleContext(example));
      for (const cut of effects.filter((one) => one.kind === "price-modifier")) {
        const { select, prize } = example.terms as { select?: object; prize?: object };
        const isWhole =
          ["basket", "tender"].includes(kind) ||
          (kind === "threshold" && select === undefined) ||
          (kind === "reward" && prize === undefined);
        expect([example.name, cut.level]).toEqual([example.name, isWhole ? "transaction" : "line"]);
      }
    }
  }
});

describe("what the search relies on", () => {
  const workshopOf = ({ rules }: Example<unknown>): Workshop => ({
    rounding: "half-up",
    select: (selector = EVERYTHING, purpose) => compileSelector(selector, new Map(), purpose),
    priceList: (name) => ({ prices: new Map(Object.entries(rules?.priceLists?.[name] ?? {})), articles: [] }),
    percent: milliPercent,
  });
  const deals = [...mechanicSchemas].flatMap(([kind, { examples }]) =>
    examples.map((example) => ({
      name: `${kind}: ${example.name}`,
      deal: mechanics.get(kind)!.deal(example.terms as never, workshopOf(example)),
      example,
    })),
  );
  const grows = (name: string, saving: (cents: number) => number) => {
    const wrong: string[] = [];
    let before = 0;
    for (let cents = 0; cents <= 2500; cents++) {
      const now = saving(cents);
      if (now < before || now > cents || !Number.isInteger(now)) wrong.push(`${now} of ${cents}`);
      before = now;
    }
    expect(wrong, name).toEqual([]);
  };

  it("the dearer a unit, the more it saves, whole cents, and never more than its price", () => {
    for (const { name, deal, example } of deals) {
      if (deal.shape !== "unit") continue;
      for (const { article, measureThousandths } of basket(example.basket).lines) {
        grows(name, (cents) => deal.saving(cents, { pieces: 1, measureThousandths }, article));
      }
    }
  });

  it("and so does a rewarded unit of a set", () => {
    for (const { name, deal } of deals) {
      if (deal.shape === "set" && deal.reward.kind === "units") grows(name, deal.reward.saving);
    }
  });
});

function check(kind: string, example: Example<unknown>): void {
  const ruleSet = compile(readRuleSet(exampleRules(kind, example)));
  const context = exampleContext(example);
  const bought = basket(example.basket);
  const evaluation = evaluate(ruleSet, bought, context);
  expect(outcomeOf(evaluation)).toEqual({
    saving: example.saving,
    points: example.points ?? 0,
    stamps: example.stamps ?? 0,
    burnt: example.burnt ?? 0,
    vouchers: (example.vouchers ?? []).map((one) => ({ personal: false, ...one })),
    gifts: example.gifts === undefined ? [] : [example.gifts],
    withdrawn: example.withdrawn ?? [],
    messages: example.messages ?? [],
  });
  if (example.shares !== undefined) {
    expect(evaluation.lines.map(({ discountCents }) => discountCents)).toEqual(example.shares);
  }
  const [why] = explain(ruleSet, bought, context);
  expect(why?.applied === false ? why.reasons : undefined).toEqual(example.reasons);
  const shelf = basket(example.shelf ?? "").lines;
  const article = (code: string) => shelf.find((line) => line.article === code);
  const [suggestion] = suggest(ruleSet, bought, context, { assortment: { article } });
  // Where it gives something, more of it is not what the example is about.
  if (example.reasons !== undefined) expect(suggestion?.missing).toEqual(example.missing);
}

/** All that an evaluation gave: what an example does not name must not be there. */
function outcomeOf({ discountCents, effects }: Evaluation): object {
  const of = <Kind extends Effect["kind"]>(kind: Kind) =>
    effects.filter((one): one is Extract<Effect, { kind: Kind }> => one.kind === kind);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return {
    saving: discountCents,
    points: sum(of("points").map(({ points }) => points)),
    stamps: sum(of("stamps").map(({ stamps }) => stamps)),
    burnt: sum(of("reward").map(({ points }) => points)),
    vouchers: of("voucher").map(({ kind: _, promotionId: _p, text: _t, couponIds: _c, ...told }) => told),
    gifts: of("gift").map(({ how, articles, pieces }) => ({ how, articles, pieces })),
    withdrawn: of("gift-withdrawn").flatMap(({ lineIds }) => lineIds),
    messages: of("message").map(({ audience }) => audience),
  };
}
