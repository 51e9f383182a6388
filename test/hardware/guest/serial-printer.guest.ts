/** Receipts through the kernel's serial drivers (cdc-acm, ftdi_sio, 8250) onto the emulated printer's paper. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type PrinterRig, printerChecks } from "../../../drivers/printers/conformance.ts";
import { encode } from "../../../drivers/printers/encode.ts";
import { openPrinter } from "../../../drivers/printers/open-printer.ts";
import { print } from "../../../drivers/printers/print.ts";
import { openSerialPrinter } from "../../../drivers/printers/serial.ts";
import { patient, serialPrinter, TOO_LONG_BYTES, wiredPrinter } from "./printer.ts";

async function rig(): Promise<PrinterRig> {
  const printer = serialPrinter();
  const path = await printer.plug();
  return {
    ...printer,
    printer,
    open: (options, events) => openSerialPrinter({ ...patient(options), path }, events),
    async plug() {
      assert.equal(await printer.plug(), path);
    },
  };
}

for (const { name, run } of printerChecks(rig, ["paper-end"], TOO_LONG_BYTES))
  test(`a printer on virtual COM: ${name}`, run);

for (const [name, wire, path] of [
  ["RS-232 (8250)", "rs232", "/dev/ttyS1"],
  ["behind an FTDI adapter", "ftdi", "/dev/ttyUSB0"],
] as const)
  test(`${name}: a receipt is printed and confirmed, and a printer without paper is told`, async (t) => {
    const printer = wiredPrinter(wire);
    t.after(printer.remove);
    const { link, profile } = openPrinter({
      ...patient({}),
      kind: "serial",
      path,
      baudRate: 115_200,
      profile: "epson-tm-t88",
    });
    t.after(() => link.close());
    const receipt = encode([{ kind: "row", left: "Totale", right: "3,20 €" }, { kind: "cut" }], profile);
    assert.equal(await print(link, receipt), "printed");
    assert.match(printer.receipts()[0]?.text ?? "", /Totale +3,20 €/);
    printer.misbehave({ fault: "paper-end" });
    await assert.rejects(print(link, receipt), { code: "paper-end" });
    assert.equal(printer.receipts().length, 1);
  });
