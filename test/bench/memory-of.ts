/** `node --expose-gc memory-of.ts empty|json|rule-set PROMOTIONS`: prints the bytes that are held. See `memory.ts`. */

import { compile, evaluate } from "../../engine/index.ts";
import { readBasket, readContext, readRuleSet } from "../../engine/wire.ts";
import { workload } from "./workload.ts";

const [what, promotions] = process.argv.slice(2);
const small = workload(10);
const context = readContext(small.context);
const few = compile(readRuleSet(small.rules));

const parsed = () => JSON.parse(JSON.stringify(workload(Number(promotions)).rules)) as unknown;
const held = what === "json" ? parsed() : what === "rule-set" ? compile(readRuleSet(parsed())) : few;
const ruleSet = what === "rule-set" ? (held as typeof few) : few;
for (let seed = 1; seed <= 200; seed += 1) evaluate(ruleSet, readBasket(small.basket(100, seed)), context);

for (let times = 0; times < 5; times += 1) globalThis.gc?.();
const { heapUsed, external } = process.memoryUsage();
console.log(heapUsed + external);
// Kept until here.
if (held === undefined) process.exitCode = 1;
