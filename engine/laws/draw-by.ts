/** Chance from fast-check's generator, for tests whose whole tale is drawn as it goes. */

import fc from "fast-check";
import type { Draw } from "../random-shop.ts";

/**
 * One builder for each bound: of a builder with arguments the generator compares every call with all that it has seen, which
 * took a third of the time of a law.
 */
const builders = new Map<number, () => fc.Arbitrary<number>>();

export function drawBy(gen: fc.GeneratorValue): Draw {
  return (below) => {
    let builder = builders.get(below);
    if (builder === undefined) {
      builder = () => fc.nat({ max: below - 1 });
      builders.set(below, builder);
    }
    return gen(builder);
  };
}
