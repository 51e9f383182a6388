/** `npm run test:machine -- csharp`: the example in C#, compiled with Mono, which knows less than .NET 8 does. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Missing } from "../crash/disk/preload.ts";
import { type Section, Tally } from "../crash/section.ts";
import { catchesUp, type Example, sellsOnce, tellsAStrangerNothing } from "./proof.ts";

const SOURCE = join(import.meta.dirname, "../../agent/client/csharp/TillsidePos.cs");

export const csharp: Section = async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-csharp-"));
  try {
    const program = join(folder, "TillsidePos.exe");
    const words = [
      "-langversion:7",
      "-warn:4",
      "-warnaserror+",
      "-r:System.Core.dll",
      `-out:${program}`,
      SOURCE,
    ];
    const { status, error, stdout, stderr } = spawnSync("mcs", words, { encoding: "utf8" });
    if (error !== undefined)
      throw new Missing(
        "mcs is missing: apt-get install --no-install-recommends mono-mcs mono-runtime libmono-system-core4.0-cil",
      );
    if (status !== 0) throw new Error(`mcs: ${stdout}${stderr}`);
    const example: Example = ["mono", program];
    const tally = new Tally();
    await tally.check("three for two, sent twice, is recorded once", () => sellsOnce(example));
    await tally.check("sold while nobody answered, told whole later", () => catchesUp(example));
    await tally.check("a stranger on the port hears nothing of the sale", () =>
      tellsAStrangerNothing(example),
    );
    return { passed: tally.passed, failures: tally.failures, says: "compiled without a warning, and sells" };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
