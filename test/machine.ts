/**
 * `npm run test:machine`: what needs a compiler, root or minutes. Without words all sections; `images`, `faults`,
 * `full-disk`, `stalled-disk`, `csharp`, `network`, `hardware`, `idle`, `windows` alone by name. Says what is missing; the
 * last four install it.
 */

import { parseArgs } from "node:util";
import { csharp } from "./clients/csharp.ts";
import { faults } from "./crash/disk/faults.ts";
import { fullDisk } from "./crash/disk/full-disk.ts";
import { Missing } from "./crash/disk/preload.ts";
import { stalledDisk } from "./crash/disk/stalled-disk.ts";
import { images } from "./crash/image/section.ts";
import type { Section } from "./crash/section.ts";
import { idle } from "./hardware/idle.ts";
import { hardware } from "./hardware/section.ts";
import { network } from "./network/section.ts";
import { windows } from "./windows/section.ts";

const SECTIONS: Readonly<Record<string, Section>> = {
  images,
  faults,
  "full-disk": fullDisk,
  "stalled-disk": stalledDisk,
  csharp,
  network,
  hardware,
  idle,
  windows,
};
const SHOWN = 10;
const SHOWN_CHARACTERS = 1000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** A part of each section, as much as a landing has time for. */
    quick: { type: "boolean", default: false },
    /** Parts of `hardware` and `windows`: `--only serial --only printer`, `--only devices`. */
    only: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const unknown = positionals.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  console.error(`No section "${unknown.join('", "')}": there are ${Object.keys(SECTIONS).join(", ")}.`);
  process.exit(2);
}
const seed = Number(values.seed);
for (const [name, section] of Object.entries(SECTIONS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const began = performance.now();
  const { passed, failures, says } = await section({ quick: values.quick, seed, only: values.only }).catch(
    (error: Error) => ({
      passed: 0,
      failures: [error instanceof Missing ? error.message : (error.stack ?? error.message)],
      says: "did not run",
    }),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${name}, --seed ${seed}, ${seconds} s: ${says}`);
  for (const failure of failures.slice(0, SHOWN)) console.log(`  ${failure.slice(0, SHOWN_CHARACTERS)}`);
  console.log(`${name}: ${passed} passed, ${failures.length} failed`);
  if (failures.length > 0) process.exitCode = 1;
}
