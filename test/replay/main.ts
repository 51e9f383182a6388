/**
 * Replays real receipts through the engine and says how many come out exactly.
 *
 *     npm run captures -- ncr
 *     npm run captures -- completejourney --data ~/data/completejourney --json
 *     npm run captures -- completejourney --socket --first 500      through publisher, hub, agent and POS socket
 *     npm run captures -- ncr --sales ncr.jsonl     writes recorded sales for `tillside play ncr.jsonl`
 */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compile } from "../../engine/compile.ts";
import { promotionCount } from "../../engine/finding/finder.ts";
import { readRuleSet } from "../../engine/wire.ts";
import { customersOf, readCapture } from "./captures.ts";
import { replay } from "./replay.ts";
import { replayThroughSocket } from "./replay-through-socket.ts";

const shownMax = 20;
const { values, positionals } = orEnd(2, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      data: { type: "string" },
      sales: { type: "string" },
      socket: { type: "boolean", default: false },
      first: { type: "string" },
      json: { type: "boolean", default: false },
    },
  }),
);
const set = positionals[0] ?? "";
const read = readCapture[set];
const first = values.first === undefined ? undefined : Number(values.first);
if (read === undefined || (first !== undefined && !(Number.isInteger(first) && first > 0))) {
  console.error(
    `Which receipts? npm run captures -- ${Object.keys(readCapture).join("|")} [--data FOLDER] [--socket] [--first N] [--sales FILE] [--json]`,
  );
  process.exit(2);
}
const whole = orEnd(1, () => read(values.data));
const capture = { ...whole, sales: whole.sales.slice(0, first) };
if (values.sales !== undefined)
  writeFileSync(values.sales, capture.sales.map((sale) => `${JSON.stringify(sale)}\n`).join(""));
const ruleSet = compile(readRuleSet(capture.rules));
const { different, ...result } = values.socket
  ? await replayThroughSocket(capture)
  : replay(ruleSet, capture.sales, customersOf(capture));
const report = {
  set,
  ...result,
  exactShare: result.exact / result.sales,
  ...capture.facts,
  promotions: promotionCount(ruleSet.finder),
};
if (values.json) console.log(JSON.stringify({ ...report, different }));
else {
  for (const { sale, differences } of different.slice(0, shownMax))
    for (const { what, expected, actual } of differences)
      console.log(`${sale}: ${what}: expected ${JSON.stringify(expected)}, was ${JSON.stringify(actual)}`);
  if (different.length > shownMax) console.log(`… and ${different.length - shownMax} more`);
  for (const [name, value] of Object.entries(report)) console.log(`${name.padEnd(28)} ${value}`);
}
process.exitCode = different.length === 0 ? 0 : 1;

/** What `make` gives; what it throws is said in one sentence, and the program ends. */
function orEnd<T>(exitCode: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(exitCode);
  }
}
