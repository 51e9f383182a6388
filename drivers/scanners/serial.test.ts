import { chmod, writeFile } from "node:fs/promises";
import { SerialPort } from "serialport";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Scanner, ScannerEvents } from "../device.ts";
import { type Collected, collect } from "./collect.ts";
import { type ScannerRig, scannerChecks } from "./conformance.ts";
import { listSerialPorts } from "./list-serial-ports.ts";
import { type PtyScanner, ptyScanner } from "./pty.ts";
import { openSerialScanner } from "./serial.ts";
import { serialFault } from "./serial-fault.ts";

let hardware: PtyScanner;
let told: Collected;
let scanner: Scanner | undefined;

const open = (options = {}): void => {
  scanner = openSerialScanner({ path: hardware.path, reopenMinMs: 10, reopenMaxMs: 40, ...options }, told);
};

beforeEach(async () => {
  hardware = await ptyScanner();
  told = collect();
});

afterEach(async () => {
  await scanner?.close();
  scanner = undefined;
  await hardware.remove();
});

describe("a serial scanner", () => {
  test("delivers a scan, with the symbology where the scanner sends it", async () => {
    open();
    expect(scanner?.state()).toBe("opening");
    await told.until(({ states }) => states.includes("ready"));
    hardware.send("8076809513753\r\n");
    hardware.send("]E08076809513753\r\n");
    await told.until(({ scans }) => scans.length === 2);
    expect(told.scans).toEqual(["8076809513753", "]E08076809513753"]);
    expect(told.faults).toEqual([]);
  });

  test("delivers two scans that come in one chunk as two, and one that comes in two chunks as one", async () => {
    open({ interByteMs: 5000 });
    await told.until(({ states }) => states.includes("ready"));
    hardware.send("first\rsecond\rthi");
    await told.until(({ scans }) => scans.length === 2);
    hardware.send("rd\r");
    await told.until(({ scans }) => scans.length === 3);
    expect(told.scans).toEqual(["first", "second", "third"]);
  });

  test("delivers a scan without terminator when the scanner falls silent", async () => {
    open({ terminator: "none", interByteMs: 30 });
    await told.until(({ states }) => states.includes("ready"));
    hardware.send("8076809513753");
    await told.until(({ scans }) => scans.length === 1);
    expect(told.scans).toEqual(["8076809513753"]);
  });

  test("answers each scan where the scanner waits for that, and asks again for one that came in part", async () => {
    open({ handshake: "ack-nak" });
    await told.until(({ states }) => states.includes("ready"));
    hardware.send("8076809513753\r");
    await hardware.hears("\x06");
    hardware.send("\x0280768\x02");
    await hardware.hears("\x15");
    hardware.send("8076809513760\x03");
    await told.until(({ scans }) => scans.length === 2);
    expect(told.scans).toEqual(["8076809513753", "8076809513760"]);
  });

  test.each(["auto", "none"] as const)(
    "unplugged in mid-scan and plugged in again: the half is dropped (%s)",
    async (terminator) => {
      open({ terminator, interByteMs: 2000 });
      await told.until(({ states }) => states.includes("ready"));
      hardware.send("whole\r");
      hardware.send("80768");
      if (terminator === "auto") await told.until(({ scans }) => scans.length === 1);
      await hardware.unplug();
      await told.until(({ states }) => states.includes("gone"));
      expect(told.faults[0]?.code).toBe("disconnected");

      await hardware.plug();
      await told.until(({ states }) => states.at(-1) === "ready");
      hardware.send("09513753\r\x02next\x03");
      await told.until(({ scans }) => scans.includes("next"));
      expect(told.scans.filter((text) => text.includes("80768"))).toEqual([]);
      expect(told.scans.slice(-2)).toEqual(terminator === "auto" ? ["09513753", "next"] : ["next"]);
    },
  );
});

/** A port with one scanner, and its twin on another. */
async function rig(): Promise<ScannerRig> {
  const other = await ptyScanner();
  const at = ({ path, send }: PtyScanner) => ({
    open: (events: ScannerEvents) =>
      openSerialScanner({ path, reopenMinMs: 10, reopenMaxMs: 40, interByteMs: 2000 }, events),
    send: (label: string) => send(`${label}\r`),
  });
  const mine = hardware;
  return {
    ...at(mine),
    twin: at(other),
    sendHalf: (label) => mine.send(label.slice(0, 5)),
    unplug: mine.unplug,
    plug: mine.plug,
    remove: other.remove,
  };
}

describe("a serial scanner does what every scanner does:", () => {
  test.each(scannerChecks(rig, { twin: true }))("$name", ({ run }) => run());
});

describe("a port that cannot be opened says what to do", () => {
  test("held by another program, and taken over when that one lets go", async () => {
    const other = new SerialPort({ path: hardware.path, baudRate: 9600, autoOpen: false });
    await new Promise((resolve) => other.open(resolve));
    open();
    await told.until(({ faults }) => faults.length > 0);
    expect(scanner?.state()).toBe("faulted");
    expect(told.faults[0]).toMatchObject({
      code: "busy",
      message: expect.stringContaining("another program"),
    });
    other.close();
    await told.until(({ states }) => states.includes("ready"));
  });

  test("a file that is no port", async () => {
    await hardware.unplug();
    await writeFile(hardware.path, "");
    await chmod(hardware.path, 0o600);
    open();
    await told.until(({ faults }) => faults.length > 0);
    expect(told.faults[0]?.code).toBe("refused");
  });

  test("no permission, in the words of node-serialport on Linux; in use, in its words on Windows", () => {
    expect(
      serialFault("/dev/ttyACM0", new Error("Error: Permission denied, cannot open /dev/ttyACM0")),
    ).toMatchObject({
      code: "no-permission",
      message: expect.stringContaining("dialout"),
    });
    expect(serialFault("COM5", new Error("Opening COM5: Access denied")).code).toBe("busy");
    expect(serialFault("COM5", new Error("Opening COM5: File not found")).code).toBe("not-found");
    expect(serialFault("COM5", new Error("Opening COM5: Unknown error code 433")).code).toBe("not-found");
    expect(serialFault("COM5", new Error("SetCommState: The parameter is incorrect 87")).code).toBe(
      "refused",
    );
    expect(serialFault("COM5", new Error("something new")).message).toContain("something new");
  });

  test("named by vendor and product and not plugged in: how to make it a serial port", async () => {
    scanner = openSerialScanner({ vendorId: "fffe", productId: "0001" }, told);
    await told.until(({ faults }) => faults.length > 0);
    expect(told.faults[0]).toMatchObject({
      code: "not-found",
      message: expect.stringMatching(/fffe:0001.*virtual COM/),
    });
  });

  test("options out of bounds are refused at once", () => {
    expect(() => openSerialScanner({ vendorId: "05f9" }, told)).toThrow(/must be named/);
    expect(() => openSerialScanner({ path: "", baudRate: 9600 }, told)).toThrow();
    expect(() => openSerialScanner({ path: "/dev/ttyS0", baudRate: 1 }, told)).toThrow();
  });
});

test("listing serial ports works with and without udevadm", async () => {
  for (const port of await listSerialPorts()) expect(port.path).toMatch(/^(\/dev\/|COM)/);
});
