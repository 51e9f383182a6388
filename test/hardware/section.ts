/** `npm run test:machine -- hardware`: the drivers on real device nodes, in a guest of their own. */

import { globSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Section } from "../crash/section.ts";
import { bundle } from "./bundle.ts";
import { type Limits, runInGuest } from "./guest.ts";
import { needKernel } from "./kernel.ts";
import { needPackages } from "./packages.ts";
import { readResults } from "./results.ts";

const PROJECT = join(import.meta.dirname, "../..");
const GUEST = join(import.meta.dirname, "guest");
/** All for a machine that others keep busy. */
const TEST_SECONDS = 100;
const LIMITS: Limits = { silenceMs: 130_000, wholeMs: 600_000 };

/** `only` names test files: "serial". */
export const hardware: Section = async ({ only }) => {
  const names = globSync("*.guest.ts", { cwd: GUEST }).sort();
  const chosen = names.filter((name) => only.length === 0 || only.includes(basename(name, ".guest.ts")));
  if (chosen.length === 0) throw new Error(`No such file: there are ${names.join(", ")}.`);
  const folder = mkdtempSync(join(tmpdir(), "tillside-guest-tests-"));
  try {
    const [kernel, report, tests] = await Promise.all([
      needKernel(),
      bundle('export { default } from "./report.ts";', join(folder, "report.mjs")),
      bundle(imports(inOrder(chosen)), join(folder, "tests.mjs")),
      needPackages(),
    ]);
    const results = readResults((line) => console.log(line));
    // Interpreted: under emulation, making fast code takes longer than running the slow code.
    const flags = `--no-opt --no-sparkplug --test-timeout=${TEST_SECONDS * 1000} --test-reporter=${report}`;
    const node = `${realpathSync(process.execPath)} ${flags}`;
    const began = performance.now();
    const command = [
      `export SYSTEMD_IGNORE_CHROOT=1 PROJECT=${PROJECT}`,
      `${node} ${tests}; echo "guest: tests $?"`,
    ];
    const died = await runInGuest(kernel, command.join("\n"), LIMITS, results.hear).then(
      () => [],
      (error: Error) => [error.message],
    );
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    return {
      passed: results.passed,
      failures: [...died, ...results.failures],
      says: `${kernel.name}, ${seconds} s in the guest`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Who needs udev comes last: it runs from then on, and takes its time at every plug. */
function inOrder(names: readonly string[]): string[] {
  const needsUdev = (name: string): boolean =>
    readFileSync(join(GUEST, name), "utf8").includes('"./udev.ts"');
  return [...names.filter((name) => !needsUdev(name)), ...names.filter(needsUdev)];
}

/** One process for all: each more takes seconds to begin there. */
const imports = (names: readonly string[]): string => names.map((name) => `import "./${name}";`).join("\n");
