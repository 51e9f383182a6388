import { afterEach, describe, expect, test } from "vitest";
import type { Scanner } from "../../device.ts";
import { collect } from "../collect.ts";
import { type ScannerRig, scannerChecks } from "../conformance.ts";
import { type FakeDevice, type FakeNodeHid, fakeNodeHid } from "./fake-node-hid.ts";
import { nodeHid } from "./node-hid.ts";
import { type HidPosOptions, openHidPosScanner } from "./pos.ts";
import { posDescriptor, posReports } from "./pos-wire.ts";
import type { HidSystem } from "./system.ts";

const voyager: FakeDevice = {
  vendorId: 0x0c2e,
  productId: 0x0b61,
  place: "usb-0000:00:14.0-2/input0",
  usages: [
    [0x8c, 2],
    [0xff00, 1],
  ],
};
const twin: FakeDevice = { ...voyager, place: "usb-0000:00:14.0-3/input0" };
const fast = { reopenMinMs: 10, reopenMaxMs: 20 };

interface Machine {
  readonly fake: FakeNodeHid;
  readonly system: HidSystem;
}

function machine(): Machine {
  const fake = fakeNodeHid();
  return { fake, system: { hid: nodeHid(async () => fake.module, fake.facts) } };
}

async function rig(): Promise<ScannerRig> {
  const { fake, system } = machine();
  const scannerAt = (device: FakeDevice) => ({
    open: (events: Parameters<ScannerRig["open"]>[0]): Scanner =>
      openHidPosScanner({ path: device.place, ...fast }, events, system),
    send: (label: string) => {
      for (const report of posReports(label, { aim: "]E0" })) fake.send(device.place, report);
    },
  });
  fake.plug(voyager);
  fake.plug(twin);
  return {
    ...scannerAt(voyager),
    twin: scannerAt(twin),
    sendHalf: (label) => fake.send(voyager.place, posReports(label.padEnd(100, "x"), { aim: "]E0" })[0]!),
    unplug: async () => fake.unplug(voyager.place),
    plug: async () => {
      fake.plug(voyager);
    },
    remove: async () => {},
  };
}

describe("a HID POS scanner does what every scanner does:", () => {
  test.each(scannerChecks(rig, { twin: true }))("$name", ({ run }) => run());
});

describe("a HID POS scanner", () => {
  const open = (options: HidPosOptions, { system }: Machine, told = collect()) => {
    const scanner = openHidPosScanner({ ...fast, ...options }, told, system);
    opened.push(scanner);
    return { scanner, told };
  };
  const opened: Scanner[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((scanner) => scanner.close()));
  });

  test("any will do where none is named; a second one takes the other", async () => {
    const here = machine();
    here.fake.plug(voyager);
    here.fake.plug(twin);
    const first = open({}, here);
    await first.told.until(({ states }) => states.includes("ready"));
    const second = open({}, here);
    await second.told.until(({ states }) => states.includes("ready"));
    const places = [first, second].map(({ scanner }) => scanner.check().place);
    expect(places).toEqual([voyager.place, twin.place]);
    expect(first.scanner.check()).toMatchObject({ profile: "honeywell", exclusive: false });
  });

  test("that another scanner of the configuration reads is busy, not read twice", async () => {
    const here = machine();
    here.fake.plug(voyager);
    const first = open({}, here);
    await first.told.until(({ states }) => states.includes("ready"));
    const second = open({ vendorId: "0C2E" }, here);
    await second.told.until(({ faults }) => faults.length > 0);
    expect(second.told.faults[0]).toMatchObject({ code: "busy", message: expect.stringContaining('"path"') });
    await first.scanner.close();
    await second.told.until(({ states }) => states.includes("ready"));
  });

  test("is found by vendor, product and serial number", async () => {
    const here = machine();
    here.fake.plug({ ...voyager, serialNumber: "A1" });
    here.fake.plug({ ...twin, serialNumber: "B2" });
    const { scanner, told } = open({ vendorId: "0x0c2e", productId: "0b61", serial: "B2" }, here);
    await told.until(({ states }) => states.includes("ready"));
    expect(scanner.check()).toMatchObject({ place: twin.place, serial: "B2" });
  });

  test("that is set up as a keyboard is told from one that is missing, with the setting to scan", async () => {
    const here = machine();
    here.fake.plug({ ...voyager, usages: [[1, 6]] });
    const { told } = open({ vendorId: "0c2e" }, here);
    await told.until(({ faults }) => faults.length > 0);
    expect(told.faults[0]).toMatchObject({
      code: "refused",
      message: expect.stringContaining("USB HID POS"),
    });
  });

  test("is read by the layout of its descriptor where the system shows it", async () => {
    const layout = { reportId: 7, length: 1, data: 2, dataMax: 20, more: 22 };
    const descriptor = Buffer.from(
      "058c0902a1018507 0912a1027508950115 0026ff000501093b8102 058c09fe9514820201 09ff750195018102 95078103c0c0".replaceAll(
        " ",
        "",
      ),
      "hex",
    );
    const here = machine();
    here.fake.plug({ ...voyager, vendorId: 0x05e0, descriptor });
    const { told } = open({}, here);
    await told.until(({ states }) => states.includes("ready"));
    for (const report of posReports("a label of more than one report", { layout, reportBytes: 23 }))
      here.fake.send(voyager.place, report);
    await told.until(({ scans }) => scans.length > 0);
    expect(told.scans).toEqual(["a label of more than one report"]);
  });

  test("of a maker that wants it is woken at each opening, unless its descriptor has no such report", async () => {
    const here = machine();
    here.fake.plug({ ...voyager, takesFeatures: [0xfe] });
    const { scanner, told } = open({}, here);
    await told.until(({ states }) => states.includes("ready"));
    expect(here.fake.features).toEqual(["fe 01"]);
    await scanner.close();
    here.fake.unplug(voyager.place);
    here.fake.plug({ ...voyager, takesFeatures: [0xfe], descriptor: posDescriptor });
    const next = open({}, here);
    await next.told.until(({ states }) => states.includes("ready"));
    expect(here.fake.features).toHaveLength(1);
  });

  test("that vanishes without a word is missed when the machine is next asked", async () => {
    const here = machine();
    here.fake.plug(voyager);
    const { told } = open({}, { ...here, system: { ...here.system, lookEveryMs: 10 } });
    await told.until(({ states }) => states.includes("ready"));
    here.fake.unplug(voyager.place, { silently: true });
    await told.until(({ states }) => states.includes("gone"));
    here.fake.plug(voyager);
    await told.until(({ states }) => states.at(-1) === "ready");
  });

  test("that is plugged in is opened at once, however long the wait has grown", async () => {
    const here = machine();
    let plugged = (): void => {};
    const system: HidSystem = {
      ...here.system,
      changes: (changed) => {
        plugged = changed;
        return () => {};
      },
    };
    const { told } = open({ reopenMinMs: 60_000, reopenMaxMs: 60_000 }, { ...here, system });
    await told.until(({ states }) => states.includes("gone"));
    here.fake.plug(voyager);
    plugged();
    await told.until(({ states }) => states.includes("ready"));
  });

  test("that this user may not open says which rule is missing, and opens when it is there", async () => {
    const here = machine();
    here.fake.plug(voyager);
    here.fake.refuseOpening("Permission denied");
    const { scanner, told } = open({}, here);
    await told.until(({ faults }) => faults.length > 0);
    expect(scanner.check()).toMatchObject({
      state: "faulted",
      problem: { code: "no-permission", message: expect.stringContaining("udev") },
    });
    here.fake.refuseOpening(undefined);
    await told.until(({ states }) => states.includes("ready"));
    expect(scanner.check().problem).toBeUndefined();
  });

  test("that udev has not given to this user yet is opened a moment later, and nobody is alarmed", async () => {
    const here = machine();
    here.fake.plug(voyager);
    here.fake.refuseOpening("Permission denied", 2);
    const { told } = open({}, here);
    await told.until(({ states }) => states.length > 0);
    expect(told.states).toEqual(["ready"]);
  });

  test("on a machine without libusb says which package to install", async () => {
    const text = "libusb-1.0.so.0: cannot open shared object file: No such file or directory";
    const dlopen = Object.assign(new Error(text), { code: "ERR_DLOPEN_FAILED" });
    const hid = nodeHid(async () => {
      throw dlopen;
    });
    const { told } = open({}, { ...machine(), system: { hid } });
    await told.until(({ faults }) => faults.length > 0);
    expect(told.faults[0]).toMatchObject({
      code: "refused",
      message: expect.stringContaining("apt-get install libusb-1.0-0"),
    });
  });

  test("with parts that make no sense is told once, and counted", async () => {
    const here = machine();
    here.fake.plug(voyager);
    const { scanner, told } = open({}, here);
    await told.until(({ states }) => states.includes("ready"));
    for (let time = 1; time <= 3; time++) here.fake.send(voyager.place, Uint8Array.of(2, 200, 0));
    for (const report of posReports("8076809513753")) here.fake.send(voyager.place, report);
    await told.until(({ scans }) => scans.length > 0);
    expect(told.faults).toHaveLength(1);
    expect(scanner.statistics()).toMatchObject({ scans: 1, refused: 3, dropped: 0, reopened: 0 });
  });
});
