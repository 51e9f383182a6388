import { expect, test } from "vitest";
import type { z } from "zod";
import type { Effect, Suggestion } from "../../engine/effect.ts";
import { effect, type suggestion } from "./effects.ts";

type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;
type Told = z.output<typeof effect>;
type Agreement = {
  readonly [Kind in Effect["kind"]]: Same<
    keyof Extract<Effect, { kind: Kind }>,
    keyof Extract<Told, { kind: Kind }>
  >;
};

test("the contract names every field of every effect and suggestion that the engine can give", () => {
  // Held by the compiler: a field that only one of them has makes its `true` a fault.
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
  const suggestionAgrees: Same<keyof Suggestion, keyof z.output<typeof suggestion>> = true;
  const kinds = effect.options.map(({ shape }) => shape.kind.value);
  expect([kinds.sort(), suggestionAgrees]).toEqual([Object.keys(agreed).sort(), true]);
});
