/** `npm run test:long`: the laws of the engine over more and bigger shops than `npm test` has time for. */

import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const root = resolve(import.meta.dirname, "../..");

export async function laws(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      /** Shops that each law is asked about. */
      runs: { type: "string", default: "20000" },
      /** About so many times five promotions and six pieces. */
      size: { type: "string", default: "2" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      /** Only laws whose sentence has these words. */
      law: { type: "string" },
    },
  });
  const { runs, size, seed, law } = values;
  for (const [name, value] of Object.entries({ runs, size, seed })) {
    if (!/^-?\d+$/.test(value)) throw new Error(`--${name} is a whole number, not "${value}"`);
  }
  console.log(
    `laws: --seed ${seed} --runs ${runs} --size ${size}${law === undefined ? "" : ` --law "${law}"`}`,
  );
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const only = law === undefined ? [] : ["-t", law.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")];
  const asked = ["engine/laws", "engine/refund", "engine/lint/truth.test.ts", "engine/lint/claims.test.ts"];
  const { status } = spawnSync(process.execPath, [vitest, "run", ...asked, ...only], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, LAWS_RUNS: runs, LAWS_SIZE: size, LAWS_SEED: seed },
  });
  process.exitCode = status ?? 1;
}
