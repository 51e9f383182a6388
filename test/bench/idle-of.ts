/**
 * `node idle-of.ts`: prints the percentage of one core that scanners of every kind take while nobody scans: a serial port and a
 * bridge that are there, HID devices that are not, which costs more than reading one. A process of its own, so that what
 * other sections have left behind in memory is not counted as the scanners'.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { startVirtualScanner } from "../../agent/demo/virtual-scanner.ts";
import { openScanner } from "../../drivers/scanners/open-scanner.ts";
import { ptyScanner } from "../../drivers/scanners/pty.ts";

const IDLE_MS = 20_000;

const serial = await ptyScanner();
const bridge = await startVirtualScanner();
const events = { scan() {}, state() {} };
const scanners = [
  openScanner({ kind: "serial", path: serial.path }, events),
  openScanner({ kind: "tcp", host: "127.0.0.1", port: bridge.port }, events),
  openScanner({ kind: "hid-pos" }, events),
  openScanner({ kind: "hid-card" }, events),
  openScanner({ kind: "hid-keyboard", vendorId: "05f9", productId: "2206" }, events),
];
// The first looks load a library.
await sleep(5000);
const before = process.cpuUsage();
const began = performance.now();
await sleep(IDLE_MS);
const { user, system } = process.cpuUsage(before);
console.log((100 * (user + system)) / 1000 / (performance.now() - began));
await Promise.all(scanners.map((scanner) => scanner.close()));
await bridge.close();
await serial.remove();
