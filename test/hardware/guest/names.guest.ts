/** What a till with udev knows its devices by. */

import assert from "node:assert/strict";
import { readlinkSync } from "node:fs";
import { test } from "node:test";
import { listSerialPorts } from "../../../drivers/scanners/list-serial-ports.ts";
import { serialGadget } from "./gadget.ts";
import { settled, startUdev } from "./udev.ts";

const SCANNER = {
  vendorId: 0x05f9,
  productId: 0x4204,
  manufacturer: "Datalogic ADC, Inc.",
  product: "QuickScan",
};

test("a scanner is listed with its maker and its numbers, and keeps its name in another USB port", async (t) => {
  await startUdev();
  const [first, second] = [
    serialGadget({ ...SCANNER, serialNumber: "G13" }),
    serialGadget({ ...SCANNER, serialNumber: "G14" }),
  ];
  t.after(() => Promise.all([first.remove(), second.remove()]));
  const [a, b] = [await first.plug(), await second.plug()];
  await settled();
  const listed = await listSerialPorts();
  assert.deepEqual(
    listed.filter(({ path }) => path === a || path === b),
    [
      [a, "G13"],
      [b, "G14"],
    ].map(([path, serial]) => ({
      path,
      place: `/dev/serial/by-id/usb-Datalogic_ADC__Inc._QuickScan_${serial}-if00`,
      manufacturer: SCANNER.manufacturer,
      serial,
      vendorId: "05f9",
      productId: "4204",
    })),
  );
  // Pulled out and put back in the other order: the kernel's numbers are exchanged, udev's names are not.
  const name = (serial: string) => `/dev/serial/by-id/usb-Datalogic_ADC__Inc._QuickScan_${serial}-if00`;
  const target = (serial: string) => readlinkSync(name(serial)).replace(/^.*\//, "/dev/");
  assert.deepEqual([target("G13"), target("G14")], [a, b]);
  await first.unplug();
  await second.unplug();
  assert.deepEqual([await second.plug(), await first.plug()], [a, b]);
  await settled();
  assert.deepEqual([target("G13"), target("G14")], [b, a]);
});

test("without udevadm ports are listed by path alone", async () => {
  const { PATH } = process.env;
  process.env.PATH = "/nowhere";
  try {
    const paths = (await listSerialPorts()).map(({ path }) => path);
    assert.ok(paths.includes("/dev/ttyS1"));
    assert.ok(paths.includes("/dev/ttyUSB0"));
  } finally {
    process.env.PATH = PATH;
  }
});
