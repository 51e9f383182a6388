/** Receipts through the kernel's USB printer class (usblp) onto the emulated printer's paper. */

import assert from "node:assert/strict";
import { closeSync, constants, openSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { type PrinterRig, printerChecks } from "../../../drivers/printers/conformance.ts";
import { encode } from "../../../drivers/printers/encode.ts";
import { openPrinter, type PrinterOptions } from "../../../drivers/printers/open-printer.ts";
import { print } from "../../../drivers/printers/print.ts";
import { openUsbPrinter } from "../../../drivers/printers/usb.ts";
import { listUsbPrinters } from "../../../drivers/printers/usb-printers.ts";
import { patient, TOO_LONG_BYTES, usbPrinter } from "./printer.ts";

async function usbRig(): Promise<PrinterRig> {
  const printer = usbPrinter();
  const path = await printer.plug();
  return {
    ...printer,
    printer,
    open: (options, events) => openUsbPrinter({ ...patient(options), path }, events),
    async plug() {
      assert.equal(await printer.plug(), path);
    },
  };
}

for (const { name, run } of printerChecks(usbRig, ["paper-end"], TOO_LONG_BYTES))
  test(`a USB printer: ${name}`, run);

/** Prints one receipt with this text. */
async function says(t: TestContext, text: string, options: Partial<PrinterOptions & { kind: "usb" }> = {}) {
  const { link, profile } = openPrinter({ kind: "usb", profile: "epson-tm-t88", ...options });
  t.after(() => link.close());
  const receipt = encode(
    [
      { kind: "row", left: text, right: "3,20 €" },
      { kind: "qr", value: "https://example.com/punti" },
      { kind: "cut" },
    ],
    profile,
  );
  return () => print(link, receipt);
}

test("two USB printers alike are listed with their profile, and told apart by serial number", async (t) => {
  const [one, other] = [usbPrinter({ serialNumber: "X1" }), usbPrinter({ serialNumber: "X2" })];
  t.after(() => one.remove());
  t.after(() => other.remove());
  const paths = [await one.plug(), await other.plug()];
  assert.deepEqual(
    (await listUsbPrinters()).map(({ path, serialNumber, model, profile }) => [
      path,
      serialNumber,
      model,
      profile,
    ]),
    [
      [paths[0], "X1", "TM-T20III", "epson-tm-t20"],
      [paths[1], "X2", "TM-T20III", "epson-tm-t20"],
    ],
  );
  // Put back in the other order they have exchanged their nodes.
  await one.unplug();
  await other.unplug();
  assert.deepEqual([await other.plug(), await one.plug()], paths);
  assert.equal(await (await says(t, "Al primo", { serialNumber: "X1" }))(), "printed");
  assert.equal(await (await says(t, "Al secondo", { serialNumber: "X2" }))(), "printed");
  assert.match(one.receipts()[0]?.text ?? "", /Al primo +3,20 €/);
  assert.match(other.receipts()[0]?.text ?? "", /Al secondo +3,20 €/);
});

test("a USB printer that another program holds is busy", async (t) => {
  const printer = usbPrinter();
  t.after(() => printer.remove());
  const path = await printer.plug();
  const other = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const go = await says(t, "Uno");
  await assert.rejects(go, { code: "busy", message: /another program/ });
  closeSync(other);
  assert.equal(await go(), "printed");
});
