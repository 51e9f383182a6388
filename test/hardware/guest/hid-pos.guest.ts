/** Scanners in HID POS mode, through the kernel's USB and HID and node-hid's compiled part. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "../../../drivers/scanners/collect.ts";
import { type ScannerRig, scannerChecks } from "../../../drivers/scanners/conformance.ts";
import { openScanner } from "../../../drivers/scanners/open-scanner.ts";
import { hidGadget } from "./gadget.ts";
import { HID_POS_DESCRIPTOR, HID_POS_REPORT_BYTES, hidPosReports } from "./hid-pos-scanner.ts";
import { placeOf } from "./place-of.ts";
import { uhidDevice } from "./uhid.ts";

const ZEBRA = {
  vendorId: 0x05e0,
  productId: 0x1300,
  manufacturer: "Symbol Technologies",
  product: "Bar Code Scanner",
};
const VOYAGER = { name: "Honeywell Voyager 1450g", vendorId: 0x0c2e, productId: 0x0b61 };
const QUICK = { reopenMinMs: 20, reopenMaxMs: 100 };

/** Two alike, without serial numbers. */
async function usbRig(withTwin: boolean): Promise<ScannerRig> {
  const scanner = async () => {
    const device = hidGadget(ZEBRA, HID_POS_DESCRIPTOR, HID_POS_REPORT_BYTES);
    const path = placeOf(await device.plug());
    return {
      device,
      open: (events: Parameters<ScannerRig["open"]>[0]) =>
        openScanner({ kind: "hid-pos", path, ...QUICK }, events),
      async send(label: string) {
        for (const report of hidPosReports(label)) await device.end().send(report);
      },
    };
  };
  const one = await scanner();
  const twin = withTwin ? await scanner() : undefined;
  return {
    ...one,
    ...(twin && { twin }),
    sendHalf: (label) => one.device.end().send(hidPosReports(label.padEnd(100, "x"))[0]!),
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

for (const { name, run } of scannerChecks(usbRig, { twin: true })) test(`HID POS over USB: ${name}`, run);

test("HID POS: a label of 127 characters comes in three reports and is one scan", async (t) => {
  const device = uhidDevice({ ...VOYAGER, descriptor: HID_POS_DESCRIPTOR });
  await device.plug();
  t.after(() => device.unplug());
  const told = collect();
  const scanner = openScanner({ kind: "hid-pos", vendorId: "0c2e" }, told);
  t.after(() => scanner.close());
  await told.until(({ states }) => states.includes("ready"));
  const label = `01080768095137531726123110ABC123\x1d21${"0123456789".repeat(9)}42`;
  assert.equal(label.length, 127);
  const reports = hidPosReports(label, "]C1");
  assert.equal(reports.length, 3);
  for (const report of reports) await device.report(report);
  await told.until(({ scans }) => scans.length > 0);
  assert.deepEqual(told.scans, [`]C1${label}`]);
  assert.deepEqual(told.faults, []);
});

test("a Honeywell that still types is told to send reports", async (t) => {
  const device = uhidDevice({ ...VOYAGER, descriptor: HID_POS_DESCRIPTOR });
  await device.plug();
  t.after(() => device.unplug());
  const told = collect();
  const scanner = openScanner({ kind: "hid-pos" }, told);
  t.after(() => scanner.close());
  await told.until(({ states }) => states.includes("ready"));
  assert.deepEqual(device.received, [Buffer.of(0xfe, 1)]);
});
