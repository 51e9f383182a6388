/** The agent runs as a user: what store IT is told when that user may not open a device, and that the advice helps. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { collect } from "../../../drivers/scanners/collect.ts";
import { openScanner } from "../../../drivers/scanners/open-scanner.ts";
import { serialGadget } from "./gadget.ts";
import { settled } from "./udev.ts";
import { becomeRoot, becomeUser } from "./user.ts";

afterEach(becomeRoot);

test("a serial scanner: the user is told of the group dialout, and with it the port opens", async (t) => {
  const device = serialGadget({ vendorId: 0x05f9, productId: 0x4204, manufacturer: "D", product: "Q" });
  t.after(() => device.remove());
  const path = await device.plug();
  await settled();
  becomeUser();
  const told = collect();
  const refused = openScanner({ kind: "serial", path }, told);
  await told.until(({ faults }) => faults.length > 0);
  assert.equal(refused.state(), "faulted");
  assert.equal(told.faults[0]?.code, "no-permission");
  assert.match(told.faults[0].message, /\/dev\/ttyACM0 .*group dialout/);
  await refused.close();
  becomeRoot();
  becomeUser("dialout");
  const allowed = collect();
  const scanner = openScanner({ kind: "serial", path }, allowed);
  await allowed.until(({ states }) => states.includes("ready"));
  await device.end().send("8076809513753\r");
  await allowed.until(({ scans }) => scans.length === 1);
  await scanner.close();
});
