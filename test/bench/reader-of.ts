/** For `publish.ts`: a thread that reads cards while the next release is written, and says how long each look-up took. */

import { parentPort, workerData } from "node:worker_threads";
import { openReplicaReader } from "../../agent/store/replica-reader.ts";
import { figure } from "./measure.ts";

const { path, tokens } = workerData as { path: string; tokens: readonly string[] };
const LOOK_UPS = 500;
let ending = false;
parentPort!.on("message", () => {
  ending = true;
});
const taken: number[] = [];
let torn = 0;
const generations = new Set<string>();
parentPort!.postMessage("ready");
while (!ending) {
  const reader = openReplicaReader(path);
  const first = reader.card(tokens[0]!)?.tier;
  for (let n = 0; n < LOOK_UPS; n += 1) {
    const token = tokens[(n * 7919) % tokens.length]!;
    const start = performance.now();
    const card = reader.card(token);
    taken.push((performance.now() - start) * 1000);
    // All cards are of one release, whenever it is looked.
    if (card?.tier !== first) torn += 1;
  }
  generations.add(String(first));
  reader.close();
  await new Promise((resolve) => setImmediate(resolve));
}
parentPort!.postMessage({
  lookUpUs: figure(Float64Array.from(taken)),
  torn,
  generations: generations.size,
});
