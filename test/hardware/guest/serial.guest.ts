/** Scanners on the kernel's real serial drivers: cdc-acm, ftdi_sio, 8250. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "../../../drivers/scanners/collect.ts";
import { type ScannerRig, scannerChecks } from "../../../drivers/scanners/conformance.ts";
import { openScanner } from "../../../drivers/scanners/open-scanner.ts";
import { serialGadget } from "./gadget.ts";
import { openMonitor } from "./monitor.ts";
import { appears, nodes, vanishes } from "./until.ts";
import { openWire } from "./wire.ts";

const QUICKSCAN = {
  vendorId: 0x05f9,
  productId: 0x4204,
  manufacturer: "Datalogic ADC, Inc.",
  product: "QuickScan",
};
const QUICK = { reopenMinMs: 20, reopenMaxMs: 100, interByteMs: 5000 };
const opener = (path: string) => (events: Parameters<ScannerRig["open"]>[0]) =>
  openScanner({ kind: "serial", path, ...QUICK }, events);

async function usbRig(withTwin: boolean): Promise<ScannerRig> {
  const scanner = async () => {
    const device = serialGadget(QUICKSCAN);
    const path = await device.plug();
    return {
      device,
      path,
      open: opener(path),
      send: (label: string) => device.end().send(`\x02${label}\x03\r\n`),
    };
  };
  const one = await scanner();
  const twin = withTwin ? await scanner() : undefined;
  return {
    ...one,
    ...(twin && { twin }),
    sendHalf: (label) => one.device.end().send(`\x02${label.slice(0, 5)}`),
    unplug: () => one.device.unplug(),
    async plug() {
      assert.equal(await one.device.plug(), one.path);
    },
    async remove() {
      await one.device.remove();
      await twin?.device.remove();
    },
  };
}

for (const { name, run } of scannerChecks(usbRig, { twin: true }))
  test(`virtual COM (cdc-acm): ${name}`, run);

async function adapterRig(): Promise<ScannerRig> {
  const hand = openWire("ftdi");
  const monitor = await openMonitor();
  const path = "/dev/ttyUSB0";
  const plug = async () => {
    const plugged = () => monitor.plug({ driver: "usb-serial", id: "ftdi", chardev: "ftdi" });
    assert.equal(await appears("ttyUSB", plugged), path);
  };
  return {
    open: opener(path),
    send: (label) => hand.send(`${label}\r\n`),
    sendHalf: (label) => hand.send(label.slice(0, 5)),
    unplug: () => vanishes(path, () => monitor.unplug("ftdi")),
    plug,
    async remove() {
      if (!nodes("ttyUSB").includes(path)) await plug();
      hand.close();
      monitor.close();
    },
  };
}

for (const { name, run } of scannerChecks(adapterRig, { twin: false }))
  test(`behind an FTDI adapter: ${name}`, run);

test("RS-232 (8250): half a scan before the silence of a pulled cable is dropped", async (t) => {
  const hand = openWire("rs232");
  t.after(hand.close);
  const told = collect();
  const scanner = openScanner(
    { kind: "serial", path: "/dev/ttyS1", baudRate: 115_200, interByteMs: 300 },
    told,
  );
  t.after(() => scanner.close());
  await told.until(({ states }) => states.includes("ready"));
  await hand.send("8076809513753\r");
  await hand.send("80768");
  await told.until(({ faults }) => faults.length === 1);
  await hand.send("8001090000019\r");
  await told.until(({ scans }) => scans.length === 2);
  assert.deepEqual(told.scans, ["8076809513753", "8001090000019"]);
  assert.equal(told.faults[0]?.code, "protocol");
});
