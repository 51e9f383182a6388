/** Magnetic card readers through the kernel's USB and HID. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { codeRulesSchema } from "../../../drivers/codes/code-rules.ts";
import { collect } from "../../../drivers/scanners/collect.ts";
import { type ScannerRig, scannerChecks } from "../../../drivers/scanners/conformance.ts";
import { openScanner } from "../../../drivers/scanners/open-scanner.ts";
import { hidGadget } from "./gadget.ts";
import { MAGNETIC_DESCRIPTOR, MAGNETIC_REPORT_BYTES, swipe } from "./magnetic-reader.ts";
import { placeOf } from "./place-of.ts";

const MAGTEK = { vendorId: 0x0801, productId: 0x0002, manufacturer: "Mag-Tek", product: "USB Swipe Reader" };
const QUICK = { reopenMinMs: 20, reopenMaxMs: 100 };
const RULES = codeRulesSchema.parse({ cards: [{ prefix: "260", length: 13, check: "none" }] });
const reader = () => hidGadget(MAGTEK, MAGNETIC_DESCRIPTOR, MAGNETIC_REPORT_BYTES);

async function rig(withTwin: boolean): Promise<ScannerRig> {
  const one = async () => {
    const device = reader();
    const path = placeOf(await device.plug());
    return {
      device,
      open: (events: Parameters<ScannerRig["open"]>[0]) =>
        openScanner({ kind: "hid-card", path, ...QUICK }, events, () => RULES),
      send: (card: string) => device.end().send(swipe(`%B${card}^ROSSI/MARIO^9912?`, `;${card}=9912?`)),
    };
  };
  const first = await one();
  const twin = withTwin ? await one() : undefined;
  return {
    ...first,
    ...(twin && { twin }),
    label: (number) => `260${String(number).padStart(10, "0")}`,
    unplug: () => first.device.unplug(),
    async plug() {
      await first.device.plug();
    },
    async remove() {
      await first.device.remove();
      await twin?.device.remove();
    },
  };
}

for (const { name, run } of scannerChecks(rig, { twin: true })) test(`a card reader: ${name}`, run);

test("a payment card that is swiped by mistake is refused, and nothing of it is told", async (t) => {
  const device = reader();
  await device.plug();
  t.after(() => device.remove());
  const told = collect();
  const scanner = openScanner({ kind: "hid-card" }, told, () => RULES);
  t.after(() => scanner.close());
  await told.until(({ states }) => states.includes("ready"));
  await device.end().send(swipe("%B4111111111111111^ROSSI/MARIO^9912?", ";4111111111111111=9912?"));
  await device.end().send(swipe(undefined, undefined, undefined));
  await device.end().send(swipe("", ";2600000000015=9912?"));
  await told.until(({ scans }) => scans.length > 0);
  assert.deepEqual(told.scans, ["2600000000015"]);
  assert.equal(told.faults.length, 2);
  assert.match(told.faults[0]?.message ?? "", /payment card/);
  assert.doesNotMatch(
    inspect([told, scanner.check(), scanner.statistics()], { depth: 9 }),
    /4111|ROSSI|9912/,
  );
});
