/**
 * What drivers take while nobody scans and nothing is printed: plugs in a device of every kind, lets a process of its own claim
 * them all (`idle-of.ts`), and reads the kernel's account of it. Writes one line, `idle {"drivers":0.1,…}`, that `../idle.ts` reads.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { startPrinterEmulator } from "../../../drivers/printers/emulator/printer-emulator.ts";
import { hidGadget, serialGadget } from "./gadget.ts";
import { HID_POS_DESCRIPTOR, HID_POS_REPORT_BYTES } from "./hid-pos-scanner.ts";
import { MAGNETIC_DESCRIPTOR, MAGNETIC_REPORT_BYTES } from "./magnetic-reader.ts";
import { placeOf } from "./place-of.ts";
import { usbPrinter } from "./printer.ts";

const WINDOW_MS = 30_000;
/** A printer's line is let go after 2 s, and libraries have been loaded. */
const SETTLE_MS = 5000;

const ZEBRA = { vendorId: 0x05e0, productId: 0x1300, manufacturer: "Symbol", product: "Bar Code Scanner" };
const MAGTEK = { vendorId: 0x0801, productId: 0x0002, manufacturer: "Mag-Tek", product: "Swipe Reader" };
const QUICKSCAN = { vendorId: 0x05f9, productId: 0x4204, manufacturer: "Datalogic", product: "QuickScan" };

const pos = hidGadget(ZEBRA, HID_POS_DESCRIPTOR, HID_POS_REPORT_BYTES);
const card = hidGadget(MAGTEK, MAGNETIC_DESCRIPTOR, MAGNETIC_REPORT_BYTES);
const serial = serialGadget(QUICKSCAN);
const usb = usbPrinter();
const tcp = await startPrinterEmulator();
const settings = [
  { scanner: { kind: "hid-pos", path: placeOf(await pos.plug()) } },
  { scanner: { kind: "hid-card", path: placeOf(await card.plug()) } },
  // QEMU's keyboard, and its serial adapter (../guest.ts).
  { scanner: { kind: "hid-keyboard", vendorId: "0627", productId: "0001" } },
  { scanner: { kind: "serial", path: await serial.plug() } },
  { scanner: { kind: "serial", path: "/dev/ttyUSB0" } },
  { printer: { kind: "usb", path: await usb.plug(), profile: "epson-tm-t20" } },
  { printer: { kind: "tcp", host: "127.0.0.1", port: tcp.port, profile: "epson-tm-t20" } },
];

const sleeper = spawn(process.execPath, ["-e", "setTimeout(() => {}, 1e9)"]);
const drivers = spawn(process.execPath, [process.env.IDLE ?? "", JSON.stringify(settings), tmpdir()]);
const devices = await readyDevices(drivers);
await sleep(SETTLE_MS);
const before = [drivers, sleeper].map(processorMs);
const began = performance.now();
await sleep(WINDOW_MS);
const windowMs = performance.now() - began;
const [percent, sleeperPercent] = [drivers, sleeper].map(
  (one, n) => (100 * (processorMs(one) - before[n]!)) / windowMs,
);
console.log(`idle ${JSON.stringify({ devices, percent, sleeperPercent, windowMs })}`);
process.exit();

/** How many devices it says are ready. Rejects with what it said where it ends instead. */
function readyDevices({ stdout, stderr }: ChildProcess): Promise<number> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [stdout, stderr])
      createInterface({ input: stream! })
        .on("line", (line) => {
          said.push(line);
          const [, ready] = /^ready (\d+)$/.exec(line) ?? [];
          if (ready !== undefined) resolve(Number(ready));
        })
        .on("close", () => reject(new Error(`The drivers ended: ${said.join("\n")}`)));
  });
}

/** All threads that a process has now, to the nanosecond. Source: the kernel's Documentation/scheduler/sched-stats.rst, /proc/PID/schedstat. */
function processorMs({ pid }: ChildProcess): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return ns.reduce((sum, one) => sum + one, 0) / 1e6;
}
