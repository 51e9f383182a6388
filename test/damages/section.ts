/** `npm run test:long -- damages`: as many damages to a till's replica as there is time for. */

import { parseArgs } from "node:util";
import { damagedReplica } from "./story.ts";

export async function damagesForLong(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: "string", default: "1000" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  console.log(`damages: --runs ${values.runs} --seed ${values.seed}`);
  const { detected, harmless } = await damagedReplica(Number(values.runs), Number(values.seed));
  console.log(`damages: ${detected} seen and mended, ${harmless} without effect, 0 used`);
}
