/** Receipts through the kernel's USB printer class (usblp) onto the emulated printer's paper. */

import assert from "node:assert/strict";
import { closeSync, constants, openSync } from "node:fs";
import { type TestContext, test } from "node:test";
import type { PrinterChange, ReceiptBlock } from "../../../drivers/device.ts";
import { encode } from "../../../drivers/printers/encode.ts";
import { openPrinter } from "../../../drivers/printers/open-printer.ts";
import { print } from "../../../drivers/printers/print.ts";
import { settled } from "./udev.ts";
import { usbPrinter } from "./usb-printer.ts";
import { becomeRoot, becomeUser } from "./user.ts";

const thanks = (text: string): ReceiptBlock[] => [
  { kind: "row", left: text, right: "3,20 €" },
  { kind: "qr", value: "https://example.com/punti" },
  { kind: "cut" },
];

async function plugged(t: TestContext) {
  const printer = usbPrinter();
  t.after(() => printer.remove());
  const path = await printer.plug();
  assert.equal(path, "/dev/usb/lp0");
  const changes: PrinterChange[] = [];
  const { link, profile } = openPrinter(
    { kind: "usb", path, profile: "epson-tm-t88", writeTimeoutMs: 3000, printedTimeoutMs: 5000 },
    { status: (change) => changes.push(change) },
  );
  t.after(() => link.close());
  return { printer, link, changes, say: (text: string) => print(link, encode(thanks(text), profile)) };
}

test("a receipt on a USB printer comes out whole, and the printer says so", async (t) => {
  const { printer, link, say } = await plugged(t);
  assert.equal(await say("Hai risparmiato"), "printed");
  const { text, unknown } = await printer.waitForReceipt();
  assert.match(text, /Hai risparmiato +3,20 €/);
  assert.deepEqual(unknown, []);
  assert.deepEqual(await link.status(), { online: true, paper: "ok", coverOpen: false });
});

test("a USB printer that runs out of paper in mid-receipt says so", async (t) => {
  const { printer, say } = await plugged(t);
  printer.misbehave({ fault: "paper-end", afterBytes: 20 });
  await assert.rejects(say("Hai risparmiato"), { code: "paper-end" });
  printer.misbehave();
  await printer.waitForReceipt();
  assert.equal(await say("La prossima"), "printed");
  assert.match((await printer.waitForReceipt()).text, /La prossima/);
});

test("a USB printer that takes no more in mid-receipt is a time-out, and the rest never comes out", async (t) => {
  const { printer, link, say } = await plugged(t);
  printer.misbehave({ fault: "stall", afterBytes: 5000 });
  const long = Buffer.from(`${"x".repeat(41)}\n`.repeat(10_000));
  await assert.rejects(print(link, long), { code: "timeout", message: /look before printing/ });
  printer.misbehave();
  await new Promise((resolve) => setTimeout(resolve, 200));
  printer.tearOff();
  assert.equal(await say("La prossima"), "printed");
  assert.ok(printer.bytesTaken() < long.length / 2);
  const [stopped, next] = printer.receipts();
  assert.match(stopped?.text ?? "", /^x+$/m);
  assert.match(next?.text ?? "", /La prossima/);
});

test("a USB printer that is pulled out in mid-receipt is told, and prints the next when it is back", async (t) => {
  const { printer, link, say } = await plugged(t);
  printer.misbehave({ fault: "slow", bytesPerSecond: 2000 });
  const cut = print(link, Buffer.from(`${"x".repeat(41)}\n`.repeat(10_000)));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const failed = assert.rejects(cut, { code: "disconnected", message: /cable.*look before printing/ });
  await printer.unplug();
  await failed;
  await assert.rejects(say("Non c'è"), { code: "not-found", message: /Plug it in/ });
  printer.misbehave();
  await printer.plug();
  printer.tearOff();
  assert.equal(await say("La prossima"), "printed");
  assert.match(printer.receipts().at(-1)?.text ?? "", /La prossima/);
  assert.doesNotMatch(printer.receipts().at(-1)?.text ?? "", /xxx/);
});

test("a USB printer that another program holds is busy", async (t) => {
  const { say } = await plugged(t);
  const other = openSync("/dev/usb/lp0", constants.O_WRONLY | constants.O_NONBLOCK);
  await assert.rejects(say("Due"), { code: "busy", message: /another program/ });
  closeSync(other);
  assert.equal(await say("Uno"), "printed");
});

test("a user without rights is told of the group lp, and with it the receipt comes out", async (t) => {
  const { say } = await plugged(t);
  await settled();
  t.after(becomeRoot);
  becomeUser();
  await assert.rejects(say("No"), { code: "no-permission", message: /group lp/ });
  becomeRoot();
  becomeUser("lp");
  assert.equal(await say("Sì"), "printed");
  becomeRoot();
});
