/** Scanners on the kernel's real serial drivers: cdc-acm, ftdi_sio, 8250. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { collect } from "../../../drivers/scanners/collect.ts";
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
  serialNumber: "S/N G13",
};

async function open(t: TestContext, path: string, options = {}) {
  const told = collect();
  const scanner = openScanner({ kind: "serial", path, reopenMinMs: 20, reopenMaxMs: 100, ...options }, told);
  t.after(() => scanner.close());
  await told.until(({ states }) => states.includes("ready"));
  return told;
}

test("a USB scanner in virtual COM mode (cdc-acm): scanned, pulled out in mid-scan, put back, scanned", async (t) => {
  const device = serialGadget(QUICKSCAN);
  t.after(() => device.remove());
  const path = await device.plug();
  const told = await open(t, path, { interByteMs: 5000 });
  await device.end().send("\x02]E08076809513753\x03\r\n");
  await told.until(({ scans }) => scans.length === 1);

  await device.end().send("80012");
  await device.unplug();
  await told.until(({ states }) => states.at(-1) === "gone");
  assert.equal(await device.plug(), path);
  await told.until(({ states }) => states.at(-1) === "ready");
  await device.end().send("8001090000019\r");
  await told.until(({ scans }) => scans.length === 2);
  assert.deepEqual(told.scans, ["]E08076809513753", "8001090000019"]);
});

test("200 scans back to back over virtual COM, none lost and none glued", async (t) => {
  const device = serialGadget(QUICKSCAN);
  t.after(() => device.remove());
  const told = await open(t, await device.plug());
  const sent = Array.from({ length: 200 }, (_, n) => `80010900${String(n).padStart(5, "0")}`);
  await device.end().send(sent.map((scan) => `${scan}\r\n`).join(""));
  await told.until(({ scans }) => scans.length === 200);
  assert.deepEqual(told.scans, sent);
});

test("a scanner behind an FTDI adapter: scanned, pulled out, put back, scanned", async (t) => {
  const hand = openWire("ftdi");
  const monitor = await openMonitor();
  t.after(hand.close);
  t.after(monitor.close);
  const [path] = nodes("ttyUSB");
  assert.ok(path);
  const told = await open(t, path);
  await hand.send("8076809513753\r\n");
  await told.until(({ scans }) => scans.length === 1);
  await vanishes(path, () => monitor.unplug("ftdi"));
  await told.until(({ states }) => states.at(-1) === "gone");
  const again = await appears("ttyUSB", () =>
    monitor.plug({ driver: "usb-serial", id: "ftdi", chardev: "ftdi" }),
  );
  assert.equal(again, path);
  await told.until(({ states }) => states.at(-1) === "ready");
  await hand.send("8001090000019\r\n");
  await told.until(({ scans }) => scans.length === 2);
  assert.deepEqual(told.scans, ["8076809513753", "8001090000019"]);
});

test("a scanner on RS-232 (8250): half a scan before the silence of a pulled cable is dropped", async (t) => {
  const hand = openWire("rs232");
  t.after(hand.close);
  const told = await open(t, "/dev/ttyS1", { baudRate: 115_200, interByteMs: 300 });
  await hand.send("8076809513753\r");
  await hand.send("80768");
  await told.until(({ faults }) => faults.length === 1);
  await hand.send("8001090000019\r");
  await told.until(({ scans }) => scans.length === 2);
  assert.deepEqual(told.scans, ["8076809513753", "8001090000019"]);
  assert.equal(told.faults[0]?.code, "protocol");
});
