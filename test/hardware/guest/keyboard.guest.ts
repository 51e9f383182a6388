/** Scanners that play a keyboard: read, and kept from the POS, whose window gets its keys from the kernel's input. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { collect } from "../../../drivers/scanners/collect.ts";
import { type ScannerRig, scannerChecks } from "../../../drivers/scanners/conformance.ts";
import { openScanner } from "../../../drivers/scanners/open-scanner.ts";
import { hidGadget } from "./gadget.ts";
import { openMonitor } from "./monitor.ts";
import { openNode } from "./node-end.ts";
import { placeOf } from "./place-of.ts";
import { nodes, until } from "./until.ts";
import { WEDGE_DESCRIPTOR, WEDGE_REPORT_BYTES, wedgeReports } from "./wedge.ts";

const DATALOGIC = { vendorId: 0x05f9, productId: 0x2206, manufacturer: "Datalogic", product: "QuickScan" };
const QUICK = { reopenMinMs: 20, reopenMaxMs: 100, interByteMs: 5000 };
/**
 * Between two labels. The kernel keeps 64 reports for who reads a hidraw node and drops what is more, and a label is eight:
 * emulated processors that others keep busy fell behind by that much.
 */
const BREATH_MS = 10;
const QEMU_KEYBOARD = { vendorId: "0627", productId: "0001" };

/** What a window of the POS would get of this keyboard. */
function windowOn(t: TestContext, node: string) {
  const inputs = `/sys/class/hidraw/${basename(node)}/device/input`;
  const [input] = readdirSync(inputs);
  const event = readdirSync(`${inputs}/${input}`).find((name) => name.startsWith("event"));
  const window = openNode(`/dev/input/${event}`);
  t.after(window.close);
  return window;
}

async function rig(withTwin: boolean): Promise<ScannerRig> {
  const scanner = async () => {
    const device = hidGadget(DATALOGIC, WEDGE_DESCRIPTOR, WEDGE_REPORT_BYTES);
    const path = placeOf(await device.plug());
    const send = async (label: string, how = {}) => {
      for (const report of wedgeReports(label, how)) await device.end().send(report);
      await sleep(BREATH_MS);
    };
    return {
      device,
      send: (label: string) => send(label),
      sendHalf: (label: string) => send(label.slice(0, 2), { enter: false }),
      // Each key is two reports, and USB takes a millisecond for each.
      label: (number: number) => String(100 + number),
      open: (events: Parameters<ScannerRig["open"]>[0]) =>
        openScanner({ kind: "hid-keyboard", path, ...QUICK }, events),
    };
  };
  const one = await scanner();
  const twin = withTwin ? await scanner() : undefined;
  return {
    ...one,
    ...(twin && { twin }),
    unplug: () => one.device.unplug(),
    async plug() {
      await one.device.plug();
    },
    async remove() {
      await one.device.remove();
      await twin?.device.remove();
    },
  };
}

for (const { name, run } of scannerChecks(rig, { twin: true })) test(`playing a keyboard: ${name}`, run);

test("what a scanner types on QEMU's keyboard is ours alone, and the POS's again when we close", async (t) => {
  const monitor = await openMonitor();
  t.after(monitor.close);
  const [node] = nodes("hidraw");
  assert.ok(node);
  const window = windowOn(t, node);
  await monitor.type("12\n");
  await until(() => window.take().length > 0);

  const told = collect();
  const scanner = openScanner({ kind: "hid-keyboard", ...QEMU_KEYBOARD }, told);
  t.after(() => scanner.close());
  await told.until(({ states }) => states.includes("ready"));
  assert.equal(scanner.check().exclusive, true);
  window.take();
  await monitor.type("8001090000019\nABc7\n");
  await told.until(({ scans }) => scans.length === 2);
  assert.deepEqual(told.scans, ["8001090000019", "ABc7"]);
  assert.equal(window.take().length, 0);

  await scanner.close();
  await monitor.type("3\n");
  await until(() => window.take().length > 0);
  assert.equal(told.scans.length, 2);
});
