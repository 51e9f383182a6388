/** The agent runs as a user: what store IT is told when that user may not open a device, and that the advice helps. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { encode } from "../../../drivers/printers/encode.ts";
import { openPrinter } from "../../../drivers/printers/open-printer.ts";
import { print } from "../../../drivers/printers/print.ts";
import { collect } from "../../../drivers/scanners/collect.ts";
import { openScanner, type ScannerOptions } from "../../../drivers/scanners/open-scanner.ts";
import { type Gadget, hidGadget, serialGadget } from "./gadget.ts";
import { HID_POS_DESCRIPTOR, HID_POS_REPORT_BYTES, hidPosReports } from "./hid-pos-scanner.ts";
import { openMonitor } from "./monitor.ts";
import { patient, usbPrinter } from "./printer.ts";
import { installRules, settled, startUdev } from "./udev.ts";
import { becomeRoot, becomeUser } from "./user.ts";
import { WEDGE_DESCRIPTOR, WEDGE_REPORT_BYTES, wedgeReports } from "./wedge.ts";

const DATALOGIC = { vendorId: 0x05f9, productId: 0x2206, manufacturer: "Datalogic", product: "QuickScan" };
/** Stands for the agent's own group, which this machine does not have. */
const GROUP = "plugdev";
/** `../section.ts` says where the project is. */
const ADVICE = readFileSync(`${process.env.PROJECT}/drivers/scanners/hid/README.md`, "utf8");

/** The fault that this user is told, and what the scanner does after `help`. */
async function refused(t: TestContext, options: ScannerOptions): Promise<string> {
  t.after(becomeRoot);
  becomeUser();
  const told = collect();
  const scanner = openScanner(options, told);
  await told.until(({ faults }) => faults.length > 0);
  assert.equal(scanner.state(), "faulted");
  assert.equal(told.faults[0]?.code, "no-permission");
  await scanner.close();
  becomeRoot();
  return told.faults[0].message;
}

async function scans(t: TestContext, options: ScannerOptions, group: string, send: () => Promise<void>) {
  becomeUser(group);
  const told = collect();
  const scanner = openScanner(options, told);
  t.after(() => scanner.close());
  await told.until(({ states }) => states.includes("ready"));
  assert.deepEqual(told.faults, []);
  await send();
  await told.until(({ scans }) => scans.length > 0);
  becomeRoot();
  return told;
}

test("a serial scanner: the user is told of the group dialout, and with it the port opens", async (t) => {
  await startUdev();
  const device = serialGadget(DATALOGIC);
  t.after(() => device.remove());
  const path = await device.plug();
  await settled();
  assert.match(await refused(t, { kind: "serial", path }), /\/dev\/ttyACM0 .*group dialout/);
  const { scans: labels } = await scans(t, { kind: "serial", path }, "dialout", () =>
    device.end().send("8076809513753\r"),
  );
  assert.deepEqual(labels, ["8076809513753"]);
});

/** The rules as the README has them, for a group that there is. */
function adviceFor(group: string, vendorId = "05f9"): string {
  const [, rules] = /70-tillside\.rules`:\s+```\n([^`]+)```/.exec(ADVICE) ?? [];
  assert.ok(rules);
  return rules.replaceAll("tillside", group).replaceAll("05f9", vendorId);
}

for (const [name, options, made, reports] of [
  [
    "HID POS",
    { kind: "hid-pos" },
    () => hidGadget(DATALOGIC, HID_POS_DESCRIPTOR, HID_POS_REPORT_BYTES),
    hidPosReports("8076809513753", ""),
  ],
  [
    "keyboard",
    { kind: "hid-keyboard", vendorId: "05f9", productId: "2206" },
    () => hidGadget(DATALOGIC, WEDGE_DESCRIPTOR, WEDGE_REPORT_BYTES),
    wedgeReports("8076809513753"),
  ],
] as const satisfies [string, ScannerOptions, () => Gadget, Buffer[]][])
  test(`a scanner in mode ${name}: the user is told of the udev rules, and with them it opens`, async (t) => {
    await startUdev();
    const device = made();
    t.after(() => device.remove());
    await device.plug();
    await settled();
    assert.match(await refused(t, options), /udev rule.* of drivers\/scanners\/hid\/README\.md/);
    await device.unplug();
    t.after(await installRules(adviceFor(GROUP)));
    await device.plug();
    await settled();
    const { scans: labels } = await scans(t, options, GROUP, async () => {
      for (const report of reports) await device.end().send(report);
    });
    assert.deepEqual(labels, ["8076809513753"]);
  });

test("a scanner that is put back is read again, and nobody is told of rights that udev was about to give", async (t) => {
  t.after(becomeRoot);
  await startUdev();
  const monitor = await openMonitor();
  t.after(monitor.close);
  t.after(await installRules(adviceFor(GROUP, "0627")));
  const keyboard = { driver: "usb-kbd", id: "keyboard" };
  await monitor.unplug("keyboard");
  await monitor.plug(keyboard);
  await settled();
  becomeUser(GROUP);
  const told = collect();
  const scanner = openScanner({ kind: "hid-keyboard", vendorId: "0627", productId: "0001" }, told);
  t.after(() => scanner.close());
  await told.until(({ states }) => states.includes("ready"));
  for (let round = 1; round <= 3; round++) {
    await monitor.unplug("keyboard");
    await told.until(({ states }) => states.at(-1) === "gone");
    await monitor.plug(keyboard);
    await told.until(({ states }) => states.at(-1) === "ready");
    await monitor.type("8076809513753\n");
    await told.until(({ scans }) => scans.length === round);
  }
  assert.ok(!told.faults.some(({ code }) => code === "no-permission"));
});

test("a user without rights is told of the group lp, and with it the receipt comes out", async (t) => {
  t.after(becomeRoot);
  await startUdev();
  const printer = usbPrinter();
  t.after(() => printer.remove());
  await printer.plug();
  await settled();
  const { link, profile } = openPrinter({ ...patient({}), kind: "usb", profile: "epson-tm-t88" });
  t.after(() => link.close());
  const receipt = encode([{ kind: "text", text: "Sì" }, { kind: "cut" }], profile);
  becomeUser();
  await assert.rejects(print(link, receipt), { code: "no-permission", message: /group lp/ });
  becomeRoot();
  becomeUser("lp");
  assert.equal(await print(link, receipt), "printed");
  becomeRoot();
  assert.match(printer.receipts()[0]?.text ?? "", /Sì/);
});
