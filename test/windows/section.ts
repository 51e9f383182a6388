/** `npm run test:machine -- windows`: Tillside as a Windows till runs it, with Windows' Node and native modules, under Wine. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Section, Tally } from "../crash/section.ts";
import { conformance } from "./conformance.ts";
import { demo } from "./demo.ts";
import { devices } from "./devices.ts";
import { files } from "./files.ts";
import { openWindows, type Windows } from "./machine.ts";
import { fillPayload } from "./payload.ts";
import { sales } from "./sales.ts";
import { openShop, type WindowsShop } from "./shop.ts";
import { needWine } from "./wine.ts";

export interface Setting {
  readonly pc: Windows;
  readonly shop: WindowsShop;
  readonly tally: Tally;
  readonly quick: boolean;
}

/** Each counts its checks and may answer a figure worth knowing. */
type Part = (setting: Setting) => Promise<string | undefined>;
const PARTS: Readonly<Record<string, Part>> = { demo, sales, files, devices, conformance };

/** `only` names parts: "devices". */
export const windows: Section = async ({ quick, only }) => {
  const unknown = only.find((name) => !(name in PARTS));
  if (unknown !== undefined)
    throw new Error(`No part "${unknown}": there are ${Object.keys(PARTS).join(", ")}.`);
  const wine = await needWine();
  const folder = mkdtempSync(join(tmpdir(), "tillside-windows-"));
  try {
    const payload = join(folder, "payload");
    fillPayload(payload);
    const pc = await openWindows(wine, payload, join(folder, "pc"));
    try {
      const tally = new Tally();
      const says = [wine.version];
      const shop = await openShop(pc);
      for (const [name, part] of Object.entries(PARTS)) {
        if (only.length > 0 && !only.includes(name)) continue;
        try {
          const figure = await part({ pc, shop, tally, quick });
          if (figure !== undefined) says.push(figure);
        } catch (error) {
          tally.failures.push(`${name} ended early: ${(error as Error).message}`);
        }
      }
      return { passed: tally.passed, failures: tally.failures, says: says.join(", ") };
    } finally {
      await pc.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
