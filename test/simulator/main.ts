/**
 * `node test/simulator/main.ts`: days from seeds, each replayable. It is a process of its own, since it changes how Node
 * works (`platform.ts`).
 *
 *     --seeds 100 --from 1      so many days
 *     --seed 17 --trace         one of them, and all that happened on it
 *     --seed 17 --stores        of stores whose customers want the same thing, whatever the seed
 *     --cases                   the days that are written down, and the faults that are made on purpose
 *     --case month --trace      of the cases, those with this word in their name
 *     --lines                   a line of JSON for each, for other programs
 */

import "./platform.ts";
import { parseArgs } from "node:util";
import type { Fault } from "./faults.ts";

const { random } = await import("../bench/random.ts");
const { CASES, FAULT_DAYS } = await import("./cases.ts");
const { drawDay } = await import("./day.ts");
const { drawStoreDay } = await import("./store-day.ts");
const { openLibrary } = await import("./library.ts");
const { live } = await import("./world.ts");
// A release must not wait for the disk that its checks lie on.
await import("../../agent/store/check-meaning.ts");

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    seeds: { type: "string" },
    seed: { type: "string" },
    stores: { type: "boolean", default: false },
    cases: { type: "boolean", default: false },
    case: { type: "string" },
    long: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
    lines: { type: "boolean", default: false },
  },
});
const library = await openLibrary();
let [ran, failed, sales] = [0, 0, 0];

const said = (name: string, failures: readonly string[], again: string) => {
  ran += 1;
  if (failures.length > 0) failed += 1;
  if (values.lines) console.log(JSON.stringify({ name, failures, again }));
  else if (failures.length > 0) console.log(`${name}: ${failures.slice(0, 5).join("; ")}\n  again: ${again}`);
};
const shown = (trace: readonly string[]) => values.trace && console.log(trace.join("\n"));

/** Every fifth is of stores whose customers want the same thing; where that is asked for, all of them. */
const dayOf = (seed: number) =>
  (values.stores || seed % 5 === 0 ? drawStoreDay : drawDay)(seed, random(seed));

const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds ?? 0) : 1;
/** One day of each kind is lived twice. */
const again = new Map<boolean, { readonly seed: number; readonly trace: string }>();
for (let seed = from; seed < from + seeds; seed += 1) {
  const day = dayOf(seed);
  const outcome = await live(day, library);
  sales += outcome.sales;
  shown(outcome.trace);
  const stores = values.stores ? "--stores " : "";
  said(`seed ${seed}`, outcome.failures, `node test/simulator/main.ts --seed ${seed} ${stores}--trace`);
  again.set(day.asks === true, { seed, trace: outcome.trace.join("\n") });
}
if (seeds > 1) {
  const other: string[] = [];
  for (const { seed, trace } of again.values())
    if ((await live(dayOf(seed), library)).trace.join("\n") !== trace)
      other.push(`seed ${seed} was another day`);
  said("the same seed", other, "twice: --seed and --trace");
}
for (const { name, day, proves, isLong } of CASES) {
  const wanted =
    values.case === undefined ? values.cases && (!isLong || values.long) : name.includes(values.case);
  if (!wanted) continue;
  const outcome = await live(day, library);
  shown(outcome.trace);
  const failures = [...outcome.failures];
  try {
    proves?.(outcome);
  } catch (error) {
    failures.push((error as Error).message);
  }
  said(name, failures, `node test/simulator/main.ts --case "${name}" --trace`);
}
if (values.cases)
  for (const [fault, { day, found }] of Object.entries(FAULT_DAYS)) {
    const { failures } = await live(day, library, new Set([fault as Fault]));
    const noticed = failures.some((failure) => found === undefined || found.test(failure));
    said(`fault ${fault}`, noticed ? [] : [`nobody noticed: ${failures.join("; ")}`], "--cases");
  }
library.remove();
const { user, system } = process.cpuUsage();
const seconds = ((user + system) / 1e6).toFixed(1);
if (!values.lines) console.log(`${ran} days, ${sales} sales, ${failed} failed, ${seconds} s of processor`);
if (failed > 0) process.exitCode = 1;
