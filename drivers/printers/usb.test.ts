/** What only the USB link does; what every link does is in conformance.test.ts. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openUsbPrinter } from "./usb.ts";
import { usbFault } from "./usb-fault.ts";

test("a path that is no device is refused, for a file would swallow every receipt", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillside-usb-"));
  const path = join(folder, "lp0");
  await writeFile(path, "");
  await expect(openUsbPrinter({ path }).write(Buffer.from("Grazie\n"))).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("/dev/usb/lp0"),
  });
  await rm(folder, { recursive: true });
});

test("on Windows no printer is looked for on a path of Linux: what to say instead is told", () => {
  const fault = usbFault("/dev/usb/lp0", Object.assign(new Error("ENOENT"), { code: "ENOENT" }), "win32");
  expect([fault.code, fault.message]).toEqual(["refused", expect.stringContaining('say "windows-share"')]);
});

test("a printer that is looked for by its serial number and is not there is told by it", async () => {
  await expect(openUsbPrinter({ serialNumber: "none-such" }).status()).rejects.toMatchObject({
    code: "not-found",
    message: expect.stringContaining("none-such"),
  });
});
