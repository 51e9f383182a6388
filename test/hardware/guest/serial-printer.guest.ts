/** Receipts through the kernel's virtual COM driver (cdc-acm) onto the emulated printer's paper. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type PrinterRig, printerChecks } from "../../../drivers/printers/conformance.ts";
import { openSerialPrinter } from "../../../drivers/printers/serial.ts";
import { patient, serialPrinter } from "./printer.ts";

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

for (const { name, run } of printerChecks(rig, ["paper-end"])) test(`a printer on virtual COM: ${name}`, run);
