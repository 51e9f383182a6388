/** What the contract says of others' types is what they say themselves. Most of it is held by the compiler. */

import { expect, test } from "vitest";
import type { z } from "zod";
import type { Code, RefusalReason } from "../../drivers/codes/code.ts";
import type { Customer } from "../../engine/context.ts";
import type { Effect, Explanation, Suggestion, Reason as Why } from "../../engine/effect.ts";
import type { AgentStatus } from "../status.ts";
import type { customer } from "./answers.ts";
import { CALLS, calls } from "./calls.ts";
import { effect, type suggestion } from "./effects.ts";
import type { explanation, explanationReason } from "./explanation.ts";
import type { label } from "./label.ts";
import { errorCode, type Reason, reasons } from "./reasons.ts";
import { stateRefusals } from "./reference/states.ts";
import type { status } from "./status.ts";

type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;
type Label = z.output<typeof label>;
type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;
type Told = z.output<typeof effect>;
type Agreement = {
  readonly [Kind in Effect["kind"]]: Same<
    keyof Extract<Effect, { kind: Kind }>,
    keyof Extract<Told, { kind: Kind }>
  >;
};
type ToldWhy = z.output<typeof explanationReason>;
type WhyAgreement = {
  readonly [Kind in Why["kind"]]: Same<
    keyof Extract<Why, { kind: Kind }>,
    keyof Extract<ToldWhy, { kind: Kind }>
  >;
};

test("the contract names every field of whatever the engine can give", () => {
  // A field that only one of them has makes its `true` a fault.
  const agreed: Agreement = {
    "price-modifier": true,
    points: true,
    stamps: true,
    voucher: true,
    gift: true,
    "gift-withdrawn": true,
    reward: true,
    message: true,
  };
  const kinds = effect.options.map(({ shape }) => shape.kind.value);
  expect(kinds.sort()).toEqual(Object.keys(agreed).sort());
  const others: Record<string, true> = {
    suggestion: true satisfies Same<keyof Suggestion, keyof z.output<typeof suggestion>>,
    customer: true satisfies Same<keyof Customer, keyof z.output<typeof customer>>,
    explanation: true satisfies Same<keyof Explanation, keyof z.output<typeof explanation>>,
    why: true satisfies Same<Why["kind"], ToldWhy["kind"]>,
    whyFields: true satisfies Same<WhyAgreement[Why["kind"]], true>,
    label: true satisfies Same<Code["kind"], Label["kind"]>,
    labelFields: true satisfies Same<
      Writable<Exclude<Code, { kind: "refused" }>>,
      Exclude<Label, { kind: "refused" }>
    >,
    labelRefusals: true satisfies Same<RefusalReason, Extract<Label, { kind: "refused" }>["reason"]>,
    status: true satisfies Same<keyof AgentStatus, keyof typeof status>,
  };
  expect(Object.keys(others).length).toBe(9);
});

test("every reason to refuse is named by a call that may be refused so, and by none that nobody can send", () => {
  const { refused, busy, notRecorded } = errorCode;
  const special = Object.entries(reasons)
    .filter(([, { code }]) => ([refused, busy, notRecorded] as number[]).includes(code))
    .map(([reason]) => reason);
  const named = new Set<string>(CALLS.flatMap((name) => calls[name].refusals as readonly Reason[]));
  expect([...named].sort()).toEqual(special.sort());
});

test("a call names every refusal that a sale's state can give it", () => {
  for (const name of CALLS) {
    const named: readonly string[] = calls[name].refusals;
    const silent = stateRefusals(name).filter((refusal) => !named.includes(refusal));
    expect(silent, name).toEqual([]);
  }
});
