/** The USB link on a terminal device: like usblp it is non-blocking, fills up, and vanishes when it is pulled out. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { PrinterLink } from "../device.ts";
import { type PtyPrinter, startPtyPrinter } from "./emulator/pty.ts";
import { encode } from "./encode.ts";
import { openPrinter } from "./open-printer.ts";
import { print } from "./print.ts";
import { printerProfiles } from "./profiles.ts";

let emulator: PtyPrinter | undefined;
const links: PrinterLink[] = [];

afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
  await emulator?.close();
  emulator = undefined;
});

function usb(path: string, options: { statusTimeoutMs?: number; writeTimeoutMs?: number } = {}) {
  const { link } = openPrinter({ kind: "usb", path, profile: "epson-tm-t88", ...options });
  links.push(link);
  return link;
}

const receipt = encode(
  [{ kind: "text", text: "Hai risparmiato 3,20 €" }, { kind: "cut" }],
  printerProfiles["epson-tm-t88"],
);

test("a USB printer prints a receipt and says so", async () => {
  emulator = await startPtyPrinter();
  const link = usb(emulator.path);
  expect(await print(link, receipt)).toBe("printed");
  expect((await emulator.waitForReceipt()).text).toContain("Hai risparmiato 3,20 €");
  expect(await link.status()).toEqual({ online: true, paper: "ok", coverOpen: false });
});

test("a USB printer that stalls is told within the time limit, and what it did not take is never printed", async () => {
  emulator = await startPtyPrinter();
  const link = usb(emulator.path, { writeTimeoutMs: 200, statusTimeoutMs: 200 });
  await link.status();
  emulator.misbehave({ fault: "stall" });
  const long = new Uint8Array(1_000_000).fill(0x41);
  await expect(link.write(long)).rejects.toMatchObject({ code: "timeout" });
  expect(emulator.bytesTaken()).toBeLessThan(long.length);
});

test("a USB printer unplugged in mid-receipt is told, and prints the next one when it is back", async () => {
  emulator = await startPtyPrinter();
  const link = usb(emulator.path);
  expect(await print(link, receipt)).toBe("printed");
  await emulator.unplug();
  await expect(print(link, receipt)).rejects.toMatchObject({ code: "disconnected" });
  await expect(print(link, receipt)).rejects.toMatchObject({ code: "not-found" });
  await emulator.plug();
  expect(await print(link, receipt)).toBe("printed");
  expect(emulator.receipts()).toHaveLength(2);
});

test("a path that is no device is refused, for a file would swallow every receipt", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillside-usb-"));
  const path = join(folder, "lp0");
  await writeFile(path, "");
  await expect(usb(path).write(receipt)).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("/dev/usb/lp0"),
  });
  await rm(folder, { recursive: true });
});
