/** `npm run test:long -- attacks`: as many variants of each class as there is time for. */

import { parseArgs } from "node:util";
import { attackClasses } from "./classes.ts";
import { siege } from "./siege.ts";

export async function attacks(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      /** Of each class. */
      variants: { type: "string", default: "100" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      /** Only this class. */
      class: { type: "string" },
    },
  });
  const [variants, seed] = [Number(values.variants), Number(values.seed)];
  console.log(`attacks: --variants ${variants} --seed ${seed}`);
  for (const name of Object.keys(attackClasses)) {
    if (values.class !== undefined && values.class !== name) continue;
    try {
      console.log(`${name}: ${await siege(name, variants, seed)} refused, each by name`);
    } catch (error) {
      console.error(error);
      process.exitCode = 1;
    }
  }
}
