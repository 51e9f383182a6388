import { AssertionError } from "node:assert";
import fc from "fast-check";
import { expect, test } from "vitest";
import { advance } from "../session/advance.ts";
import type { Command } from "../session/allowed.ts";
import { beginSession, type Session } from "../session/session.ts";
import { begun } from "../testing/begun.ts";
import { revive, type Step } from "./step.ts";

const start = beginSession({ transactionId: "t1", release: 1, begun, operator: "7", currency: "EUR" });
const whole: Step = { kind: "whole", session: start };

const line = (lineId: string, pieces = 1) => ({
  item: {
    lineId,
    article: "8076809513753",
    department: "",
    brand: "",
    supplier: "",
    attributes: {},
    unitPriceCents: 119,
    regularPriceCents: 119,
    pieces,
    extendedCents: 119 * pieces,
    vatRate: "4",
    flags: [],
  },
  fill: ["text", "department"] as const,
});
const customer = {
  id: "c1",
  tier: "gold",
  staff: false,
  segments: [],
  attributes: {},
  balances: { base: 100 },
} as unknown as Session["customer"] & object;

const lineId = fc.constantFrom("1", "2", "3", "4");
const couponId = fc.constantFrom("k1", "k2");
const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant("line.add" as const), line: lineId.map((id) => line(id)) }),
  fc.record({
    kind: fc.constant("line.change" as const),
    line: fc.tuple(lineId, fc.integer({ min: 1, max: 9 })).map(([id, pieces]) => line(id, pieces)),
  }),
  fc.record({ kind: fc.constant("line.void" as const), lineId }),
  fc.constant({ kind: "identify" as const, customer }),
  fc.constant({ kind: "forget" as const }),
  fc.record({
    kind: fc.constant("coupon.present" as const),
    coupon: couponId.map((id) => ({ presented: { couponId: id, series: "S" }, reservation: `r-${id}` })),
  }),
  fc.record({ kind: fc.constant("coupon.withdraw" as const), couponId }),
  fc.constant({ kind: "subtotal" as const }),
  fc.record({
    kind: fc.constant("tender.add" as const),
    tender: fc.constantFrom("a", "b").map((tenderId) => ({ tenderId, tender: "cash", amountCents: 100 })),
  }),
  fc.record({ kind: fc.constant("tender.void" as const), tenderId: fc.constantFrom("a", "b") }),
  fc.constant({ kind: "suspend" as const, code: "1234" }),
  fc.constant({ kind: "resume" as const }),
  fc.constant({ kind: "complete" as const, by: { operator: "9" } }),
  fc.constant({ kind: "not-recorded" as const }),
);

test("whatever a sale has gone through, its steps read back from the disk make the same sale", () => {
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 40 }), (tried) => {
      let session = start;
      const kept = [JSON.stringify(whole)];
      for (const command of tried) {
        const next = advance(session, command);
        if (next.session === undefined) continue;
        session = next.session;
        // What became of a completion is the journal's to know.
        if (command.kind !== "not-recorded") kept.push(JSON.stringify(command));
        // The agent dies here: a completion that was under way did not get into the journal.
        const revived = revive(kept.map((json) => JSON.parse(json) as Step));
        expect(JSON.stringify(revived)).toBe(JSON.stringify({ ...session, completing: false }));
      }
    }),
  );
});

test("steps that do not fit one another are no sale", () => {
  expect(() => revive([])).toThrow(AssertionError);
  expect(() => revive([{ kind: "subtotal" }])).toThrow("the first step holds no session");
  expect(() => revive([whole, { kind: "line.void", lineId: "1" }])).toThrow("unknown-line");
  expect(() => revive([whole, whole])).toThrow("may only come first");
});
