/** HQ may be newer than a till: what the till does not understand must not cost it the rest of the release. */

import { describe, expect, it } from "vitest";
import { amend } from "./amend.ts";
import { explain } from "./answers/explain.ts";
import { compile } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { SEMANTICS_VERSION } from "./semantics.ts";
import { EngineInputError, readBasket, readContext, readRuleSet } from "./wire.ts";

const everything = { of: [{ everything: true }] };
const tenOff = [{ kind: "percent", select: everything, percent: "10" }];

/** A release with a plain promotion P1, and P2 as given. */
function released(second: object, more: object = {}) {
  const plain = { name: { en: "ten off" }, layer: "offers", mechanics: tenOff };
  return {
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "offers", stage: "item", mode: "best" }],
    promotions: [
      { ...plain, id: "P1" },
      { ...plain, id: "P2", ...second },
    ],
    ...more,
  };
}

describe("a release from a newer HQ", () => {
  const goods = readBasket({ lines: [{ lineId: "1", article: "80", unitPriceCents: 1000, quantity: "1" }] });
  const now = readContext({ at: "2026-11-21T10:31:00+01:00" });
  const layers = [
    { id: "offers", stage: "item", mode: "best" },
    { id: "novel", stage: "item", mode: "auction" },
  ];

  it.each([
    [
      "an unknown field",
      released({ budget: { cents: 5 } }),
      'promotion: unknown field "budget"; check its spelling',
    ],
    ["an unknown condition", released({ requires: { kind: "weather", sky: "blue" } }), "(at requires.kind)"],
    [
      "an unknown selector",
      released({ mechanics: [{ kind: "percent", select: { of: [{ season: "winter" }] }, percent: "50" }] }),
      'unknown field "season"; check its spelling (at mechanics[0].select.of[0])',
    ],
    [
      "a layer of an unknown mode",
      released({ layer: "novel" }, { layers }),
      'layer "novel": expected "best" or',
    ],
  ])("%s: HQ can't publish it, a till keeps it aside and says why, the rest works", (_, rules, reason) => {
    expect(() => readRuleSet(rules)).toThrow(EngineInputError);
    const ruleSet = compile(readRuleSet(rules, { unknown: "keep" }));
    expect(evaluate(ruleSet, goods, now).discountCents).toBe(100);
    const kept = explain(ruleSet, goods, now).find(({ promotionId }) => promotionId === "P2");
    expect(kept).toMatchObject({
      applied: false,
      name: { en: "ten off" },
      reasons: [{ kind: "not-understood" }],
    });
    expect(JSON.stringify(kept!.reasons)).toContain(JSON.stringify(reason).slice(1, -1));
  });

  it("once a version comes that can be read, or the promotion goes, nothing of it is unread any more", () => {
    const before = compile(readRuleSet(released({ loudness: 11 }), { unknown: "keep" }));
    expect(before.unread.map(({ id }) => id)).toEqual(["P2"]);
    const put = readRuleSet(released({})).promotions;
    expect(explain(amend(before, { put }), goods, now).map(({ promotionId }) => promotionId)).toEqual([
      "P1",
      "P2",
    ]);
    expect(amend(before, { remove: ["P2"] }).unread).toEqual([]);
  });

  it("an unknown field of the rule set itself is let pass by a till; what is broken stays an error", () => {
    const rules = released({}, { ceilings: [] });
    expect(() => readRuleSet(rules)).toThrow("ceilings");
    expect(readRuleSet(rules, { unknown: "keep" }).promotions.length).toBe(2);
    const newer = { ...rules, semantics: SEMANTICS_VERSION + 1 };
    expect(() => readRuleSet(newer, { unknown: "keep" })).toThrow("update Tillside");
    expect(() => readRuleSet(released({ id: "P1" }), { unknown: "keep" })).toThrow("stands twice");
  });
});
