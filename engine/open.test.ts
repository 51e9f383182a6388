/** A basket that is added to line by line says at every step what the whole basket says at once. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amend } from "./amend.ts";
import { compile } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { openBasket } from "./open.ts";
import { type Draw, randomShop, type Shop } from "./random-shop.ts";

function always(law: (shop: Shop, draw: Draw) => void): void {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw: Draw = (below) => gen(fc.nat, { max: below - 1 });
      law(randomShop(draw), draw);
    }),
    { numRuns: 1000 },
  );
}

describe("an open basket", () => {
  it("says after every scan what the whole basket says at once, byte for byte", () => {
    always(({ rules, basket, context }) => {
      const ruleSet = compile(rules);
      const open = openBasket(ruleSet, context);
      basket.lines.forEach((line, index) => {
        open.put(line);
        const lines = basket.lines.slice(0, index + 1);
        expect(JSON.stringify(open.evaluation())).toBe(
          JSON.stringify(evaluate(ruleSet, { ...basket, lines }, context)),
        );
      });
    });
  });

  it("does not care what a line was before it was changed", () => {
    always(({ rules, basket, context }, draw) => {
      const ruleSet = compile(rules);
      const open = openBasket(ruleSet, context);
      const { lines } = basket;
      for (const { lineId } of lines) {
        open.put({ ...lines[draw(lines.length)]!, lineId });
        if (draw(2) === 0) open.evaluation();
      }
      for (const line of lines) {
        open.put(line);
        if (draw(2) === 0) open.evaluation();
      }
      expect(JSON.stringify(open.evaluation())).toBe(JSON.stringify(evaluate(ruleSet, basket, context)));
    });
  });

  it("does not remember a line that was taken out", () => {
    always(({ rules, basket, context }, draw) => {
      const ruleSet = compile(rules);
      const open = openBasket(ruleSet, context);
      for (const line of basket.lines) open.put(line);
      const gone = basket.lines[draw(basket.lines.length)]!;
      open.evaluation();
      open.remove(gone.lineId);
      const lines = basket.lines.filter((line) => line !== gone);
      expect(JSON.stringify(open.evaluation())).toBe(
        JSON.stringify(evaluate(ruleSet, { ...basket, lines }, context)),
      );
    });
  });
});

describe("an amended rule set", () => {
  it("answers like one that was compiled anew", () => {
    always(({ rules, basket, context }, draw) => {
      const known = rules.promotions.filter(() => draw(3) > 0);
      const stale = known.map((one) => (draw(3) === 0 ? { ...one, priority: 9, limits: { units: 1 } } : one));
      const extra = rules.promotions.map((one) => ({ ...one, id: `${one.id}-old` })).slice(0, draw(3));
      const put = rules.promotions.filter((one) => !stale.includes(one));
      const before = compile({ ...rules, promotions: [...stale, ...extra] });
      const once = amend(before, { put: put.slice(0, 1), remove: extra.map(({ id }) => id) });
      const amended = amend(once, { put });
      expect(JSON.stringify(evaluate(amended, basket, context))).toBe(
        JSON.stringify(evaluate(compile(rules), basket, context)),
      );
    });
  });

  it("leaves the old one as it was", () => {
    always(({ rules, basket, context }) => {
      const before = compile(rules);
      const said = JSON.stringify(evaluate(before, basket, context));
      amend(before, { remove: rules.promotions.map(({ id }) => id) });
      expect(JSON.stringify(evaluate(before, basket, context))).toBe(said);
    });
  });
});
