import { expect, test } from "vitest";
import { seed } from "../seed.ts";
import { attackClasses } from "./classes.ts";
import { siege } from "./siege.ts";

const VARIANTS = 10;

test.each(Object.keys(attackClasses))(
  "%s: nothing is accepted, each is named, and the till goes on",
  async (name) => {
    const variants = Math.max(VARIANTS, Object.keys(attackClasses[name]!).length);
    expect(await siege(name, variants, seed)).toBe(variants);
  },
);
