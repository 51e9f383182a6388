import { describe, expect, test } from "vitest";
import { DeviceError } from "../device.ts";
import { fingerprintOf, fingerprints, profileOf, score } from "./fingerprints.ts";
import type { Hid, HidDevice } from "./hid/hid.ts";
import { listScanners } from "./list-scanners.ts";
import { scannerSchema } from "./open-scanner.ts";

const machineWith = (list: () => Promise<readonly HidDevice[]>): Hid => ({
  list,
  open: () => Promise.reject(new DeviceError("not-found", "nothing here")),
  descriptor: async () => undefined,
});

const device = (vendorId: string, productId: string, usagePage: number, usage: number): HidDevice => ({
  path: `/dev/hidraw-${vendorId}`,
  place: `usb-0000:00:14.0-${vendorId}/input0`,
  vendorId,
  productId,
  usagePage,
  usage,
});

describe("what is plugged in", () => {
  test("is listed once each, with the lines a configuration needs", async () => {
    const hid = machineWith(async () => [
      device("0c2e", "0b61", 0xff00, 1),
      device("0c2e", "0b61", 0x8c, 2),
      { ...device("05f9", "2206", 1, 6), product: "Gryphon" },
      device("0801", "0002", 0xff00, 1),
      device("046d", "c31c", 1, 6), // an office keyboard
    ]);
    const { scanners, problems } = await listScanners(hid, async () => [
      {
        path: "/dev/ttyACM0",
        place: "/dev/serial/by-id/usb-Datalogic-if00",
        vendorId: "05f9",
        productId: "4204",
      },
      { path: "/dev/ttyS0" },
    ]);
    expect(problems).toEqual([]);
    expect(scanners.map(({ name, mode, options }) => [name, mode, options])).toEqual([
      [
        "Honeywell (Metrologic) (0c2e:0b61)",
        "hid-pos",
        { kind: "hid-pos", path: "usb-0000:00:14.0-0c2e/input0" },
      ],
      [
        "Datalogic (PSC) Gryphon (05f9:2206)",
        "keyboard",
        { kind: "hid-keyboard", vendorId: "05f9", productId: "2206" },
      ],
      ["(0801:0002)", "card", { kind: "hid-card", path: "usb-0000:00:14.0-0801/input0" }],
      [
        "Datalogic (PSC) (05f9:4204)",
        "serial",
        { kind: "serial", path: "/dev/serial/by-id/usb-Datalogic-if00" },
      ],
      ["Serial port", "serial", { kind: "serial", path: "/dev/ttyS0" }],
    ]);
    for (const { options } of scanners) expect(scannerSchema.safeParse(options).success).toBe(true);
    expect(scanners[1]?.advice).toContain("USB HID POS");
  });

  test("that speaks its maker's own language is told how to be switched over", async () => {
    const hid = machineWith(async () => [device("05e0", "1900", 0xff45, 1)]);
    const { scanners } = await listScanners(hid, async () => []);
    expect(scanners).toMatchObject([{ mode: "other", advice: expect.stringContaining("virtual COM") }]);
    expect(scanners[0]?.options).toBeUndefined();
  });

  test("is listed without HID where that can't be used, and says why", async () => {
    const broken = machineWith(() => Promise.reject(new DeviceError("refused", "Install libusb-1.0-0.")));
    const { scanners, problems } = await listScanners(broken, async () => [{ path: "COM5" }]);
    expect(scanners).toMatchObject([{ options: { kind: "serial", path: "COM5" } }]);
    expect(problems).toMatchObject([{ message: "Install libusb-1.0-0." }]);
  });
});

describe("a fingerprint", () => {
  test("with the product beats one with the vendor, and that one a mere name", () => {
    const gryphon = { vendorId: "05f9", productId: "2206", product: "Bar Code Scanner" };
    const scores = fingerprints.map((row) => score(row, gryphon)).filter((fit) => fit > 0);
    expect(scores.sort()).toEqual([1, 2, 4]);
    expect(fingerprintOf(gryphon)).toMatchObject({ id: "05f9:2206", mode: "keyboard" });
  });

  test("of a cheap scanner is what it calls itself; an unknown device has none, and the standard's profile", () => {
    expect(fingerprintOf({ vendorId: "ffff", productId: "0035", product: "USB BarCode Reader" })?.maker).toBe(
      "Scanner",
    );
    expect(fingerprintOf({ vendorId: "046d", productId: "c31c", product: "Keyboard K120" })).toBeUndefined();
    expect(profileOf({ vendorId: "046d" }).name).toBe("standard");
    expect(profileOf({ vendorId: "1eab", productId: "0110" }).name).toBe("newland");
  });

  test("says where it was read, and there is one of each", () => {
    for (const { source } of fingerprints) expect(source).not.toBe("");
    const ids = fingerprints.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
