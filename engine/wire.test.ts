import { describe, expect, it } from "vitest";
import { EngineInputError, readBasket, readContext, readRuleSet } from "./wire.ts";

const promotion = {
  id: "P",
  name: { it: "Vino" },
  layer: "offers",
  mechanics: [{ kind: "percent", select: { of: [{ articles: ["1"] }] }, percent: "10" }],
};
const rules = {
  semantics: 1,
  currency: "EUR",
  layers: [{ id: "offers", stage: "item", mode: "best" }],
  promotions: [promotion],
};
const withMechanic = (mechanic: object) => ({
  ...rules,
  promotions: [{ ...promotion, mechanics: [mechanic] }],
});

function faultOf(read: () => unknown): { code: string; path: string; message: string } {
  try {
    read();
  } catch (error) {
    if (error instanceof EngineInputError) return error;
    throw error;
  }
  throw new Error("it was let in");
}

describe("rule sets at the door", () => {
  it("a good one comes through as it is", () => {
    expect(readRuleSet(rules)).toEqual(rules);
  });

  it("a misspelt term is refused, and the message says where", () => {
    const fault = faultOf(() => readRuleSet(withMechanic({ ...promotion.mechanics[0], maxCent: 100 })));
    expect(fault.code).toBe("bad-rule-set");
    expect(fault.path).toBe("promotions[0].mechanics[0]");
    expect(fault.message).toContain("maxCent");
  });

  it("a percentage is a decimal string up to 100", () => {
    for (const percent of ["0", "100.5", "ten", "1e1", 10, "-5", "1.2345"]) {
      const fault = faultOf(() => readRuleSet(withMechanic({ ...promotion.mechanics[0], percent })));
      expect(fault.path).toBe("promotions[0].mechanics[0].percent");
    }
  });

  it("a mechanic of a newer version is let in, to be kept and reported", () => {
    const data = withMechanic({ kind: "hologram", shine: true });
    expect(readRuleSet(data)).toEqual(data);
  });

  it("an id stands once, a stage never comes before an earlier one", () => {
    const twice = { ...rules, promotions: [promotion, promotion] };
    expect(faultOf(() => readRuleSet(twice)).path).toBe("promotions[1].id");
    const backwards = { ...rules, layers: [{ id: "b", stage: "basket", mode: "stack" }, ...rules.layers] };
    expect(faultOf(() => readRuleSet(backwards)).path).toBe("layers[1].stage");
  });

  it("a rule set of a newer meaning is not guessed at", () => {
    expect(faultOf(() => readRuleSet({ ...rules, semantics: 2 })).path).toBe("semantics");
  });

  it("a day that does not exist is no validity", () => {
    const data = { ...rules, promotions: [{ ...promotion, valid: { to: "2026-02-29" } }] };
    expect(faultOf(() => readRuleSet(data)).path).toBe("promotions[0].valid.to");
  });

  it("nonsense is refused with an error of ours", () => {
    for (const value of [null, 3, "x", [], {}, { ...rules, promotions: [null] }]) {
      expect(faultOf(() => readRuleSet(value)).code).toBe("bad-rule-set");
    }
  });
});

describe("baskets at the door", () => {
  const line = { lineId: "1", article: "80", unitPriceCents: 1990, quantity: "1" };
  const read = (change: object) => readBasket({ lines: [{ ...line, ...change }] }).lines[0]!;

  it("four fields are enough", () => {
    expect(read({ quantity: "3" })).toMatchObject({
      pieces: 3,
      extendedCents: 5970,
      regularPriceCents: 1990,
      flags: [],
    });
  });

  it("0.454 kg at 19.90 cost 9.03, and count as one piece", () => {
    const ham = read({ quantity: "0.454", measure: "kg" });
    expect(ham).toMatchObject({ pieces: 1, measureThousandths: 454, extendedCents: 903 });
  });

  it("a finer price is multiplied before it is rounded", () => {
    expect(
      read({ unitPriceCents: undefined, unitPrice: "1.7990", quantity: "40", measure: "l" }),
    ).toMatchObject({
      unitPriceCents: 180,
      extendedCents: 7196,
    });
  });

  it("what the POS says a line costs wins", () => {
    expect(read({ quantity: "3", extendedCents: 5900 }).extendedCents).toBe(5900);
  });

  it("half a piece, no price, a negative sale or a line id used twice is refused, and says what to do", () => {
    expect(faultOf(() => read({ quantity: "0.5" })).message).toContain("send measure");
    expect(faultOf(() => read({ unitPriceCents: undefined })).path).toBe("lines[0].unitPriceCents");
    expect(faultOf(() => read({ quantity: "0" })).path).toBe("lines[0].quantity");
    expect(faultOf(() => read({ extendedCents: -5 })).path).toBe("lines[0].extendedCents");
    expect(faultOf(() => readBasket({ lines: [line, line] })).path).toBe("lines[1].lineId");
  });

  it("fields that we do not know are let pass", () => {
    expect(read({ cashier: "Ada" }).article).toBe("80");
  });
});

describe("contexts at the door", () => {
  it("takes the shop's local time and finds the weekday", () => {
    expect(readContext({ at: "2026-11-21T10:31:00+01:00" })).toMatchObject({
      date: "2026-11-21",
      time: "10:31:00",
      weekday: 6,
      channel: "till",
      coupons: [],
    });
    expect(readContext({ date: "2028-02-29", time: "09:05" })).toMatchObject({
      time: "09:05:00",
      weekday: 2,
    });
  });

  it("without a time there is no answer", () => {
    expect(faultOf(() => readContext({ store: "1" })).code).toBe("bad-context");
    expect(faultOf(() => readContext({ date: "2026-13-01", time: "09:00" })).path).toBe("date");
  });
});

describe("what an integrator reads", () => {
  const messageOf = (read: () => unknown) => {
    try {
      read();
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };
  const line = (given: object) => () =>
    readBasket({ lines: [{ lineId: "1", article: "80", unitPriceCents: 119, quantity: "1", ...given }] });

  it.each([
    [
      { unitPriceCents: 1.19 },
      "whole cents are expected as a number (119 is 1.19), not 1.19 (at lines[0].unitPriceCents)",
    ],
    [
      { unitPriceCents: "119" },
      'whole cents are expected as a number (119 is 1.19), not "119" (at lines[0].unitPriceCents)',
    ],
    [
      { extendedCents: 2.38 },
      "whole cents are expected as a number (119 is 1.19), not 2.38 (at lines[0].extendedCents)",
    ],
    [{ quantity: 2 }, 'write it as a decimal string such as "2", not 2 (at lines[0].quantity)'],
    [{ quantity: "1,5" }, 'write it as a decimal string such as "0.454"'],
    [{ quantity: undefined }, "quantity is missing; send a text in quotes (at lines[0].quantity)"],
    [{ measure: "lb" }, 'expected "kg" or "g" or "l" or "ml" or "m" or "m2", got "lb" (at lines[0].measure)'],
    [{ quantity: "9999999", measure: "kg" }, '"9999999" kg in one line is too much (at lines[0].quantity)'],
  ])("%j: %s", (given, message) => {
    expect(messageOf(line(given))).toContain(`basket: ${message}`);
  });

  it("a time that no clock shows is refused", () => {
    expect(messageOf(() => readContext({ at: "2026-11-21T99:99:00" }))).toContain(
      'write it as "2026-11-21T10:31:00+01:00"',
    );
  });

  const withMechanics = (...mechanics: object[]) => ({ ...rules, promotions: [{ ...promotion, mechanics }] });

  it("a misspelt term is named, not only the one that it leaves missing", () => {
    const rules = withMechanics({ kind: "percent", select: { of: [{ everything: true }] }, percnt: "10" });
    expect(messageOf(() => readRuleSet(rules))).toBe(
      'rule set: unknown field "percnt"; check its spelling (at promotions[0].mechanics[0])',
    );
  });

  it("a multiplier finer than the engine counts is refused at the door, not when the rules are compiled", () => {
    const earn = { multiplier: "1.2345" };
    const rules = withMechanics({ kind: "points", account: "main", earn });
    expect(messageOf(() => readRuleSet(rules))).toContain("up to three decimals");
  });
});
