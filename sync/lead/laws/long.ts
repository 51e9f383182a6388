/** `npm run test:long -- lead`: as many bad days of a store's lead as there is time for. */

import { parseArgs } from "node:util";
import { manyDays } from "./many.ts";

const EACH = 100;

export async function daysForLong(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: "string", default: "10000" },
      happenings: { type: "string", default: "3000" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  const [runs, happenings, seed] = [values.runs, values.happenings, values.seed].map(Number) as [
    number,
    number,
    number,
  ];
  console.log(`lead: --runs ${runs} --happenings ${happenings} --seed ${seed}`);
  let grants = 0;
  for (let done = 0; done < runs; done += EACH) {
    grants += manyDays({ from: seed + done, count: Math.min(EACH, runs - done), happenings });
    if (done % (10 * EACH) === 0) console.log(`lead: ${done + EACH} days, ${grants} grants`);
  }
  console.log(`lead: ${runs} days, ${grants} grants, 0 twice, 0 forgotten`);
}
